/** As many calls may start in one moment. */
const AT_ONCE = 250;
const OPEN_AFTER_MS = 4_000;

/**
 * How far a gate that stood idle is open: not for thousands of calls in one moment, or those of equal length would
 * all come back in one moment, again and again, and wait for each other; providers answer such bursts with 429.
 * @param concurrency calls it lets be in flight once it is open; @param sinceMs how long calls have been made.
 */
export function openFor(concurrency: number, sinceMs: number): number {
  if (concurrency <= AT_ONCE || sinceMs >= OPEN_AFTER_MS) return concurrency;
  return Math.floor(AT_ONCE + ((concurrency - AT_ONCE) * sinceMs) / OPEN_AFTER_MS);
}
