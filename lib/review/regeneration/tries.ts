/** How often an output may be made anew because it was rejected, before a person has to write it, mend its source or drop it. */
const MOST_TRIES = 3;

/** How many of them are left after so many. */
export function triesLeft(tries: number): number {
  return Math.max(0, MOST_TRIES - tries);
}
