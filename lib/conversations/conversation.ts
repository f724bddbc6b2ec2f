export const TURN_STATES = ["running", "answered", "failed"] as const;

export type TurnState = (typeof TURN_STATES)[number];

/** How an answer is wanted: in free words, or as the fields that the template asks for. */
export const ANSWERS_AS = ["text", "fields"] as const;

export type AnswersAs = (typeof ANSWERS_AS)[number];

export const MAX_TURNS = 200;
/** Of what a person says at once. */
export const MAX_SAID_CHARS = 20_000;
/** The longest answer in free words that is asked for, in tokens. */
export const MAX_ANSWER_TOKENS = 2_000;
/** Of the exchange so far that goes out again with every turn. */
export const MAX_EXCHANGE_TOKENS = 16_000;
