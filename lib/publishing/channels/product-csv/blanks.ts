/** What a blank field does, where a blank cell empties what a shop has: its item is left out, or does so. */
export const BLANKS = ["leave-out", "overwrite"] as const;

export type Blanks = (typeof BLANKS)[number];
