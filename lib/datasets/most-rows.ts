/** Rows of one dataset. */
export const MAX_ROWS = 1_000_000;
