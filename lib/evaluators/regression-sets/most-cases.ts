/** So many cases that two versions can be tried on all of a set at once. */
export const MOST_CASES = 100;
