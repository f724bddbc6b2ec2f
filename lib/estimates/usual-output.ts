const QUANTILE = 0.995;
/** Fewer outputs than this say nothing about the longest of thousands. */
const FEWEST = 10;

/**
 * The longest answer, in tokens, worth asking for at first: the 99.5th percentile of what a trial wrote, with room
 * that shrinks as the trial grows (twice the relative standard error of a count). It bounds what a call holds back of
 * the cap, and of the rate limit where that counts it.
 * @param outputTokens of each output that took one call; @param ceiling the most the fields allow.
 */
export function usualOutputTokens(outputTokens: readonly number[], ceiling: number): number {
  const { length } = outputTokens;
  if (length < FEWEST) return ceiling;
  const sorted = outputTokens.toSorted((a, b) => a - b);
  const longest = sorted[Math.min(length - 1, Math.ceil(QUANTILE * length) - 1)] ?? ceiling;
  return Math.min(ceiling, Math.ceil(longest * (1 + 2 / Math.sqrt(length))));
}
