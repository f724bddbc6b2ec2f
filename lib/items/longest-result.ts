/** What a model is told of one result of a tool, in characters. */
export const LONGEST_RESULT = 8_000;
