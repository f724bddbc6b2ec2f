/** Of the normal distribution, for 95 % over one, two, three … intervals together (Bonferroni). */
const QUANTILES = [1.959964, 2.241403, 2.39398, 2.497705] as const;

/** A share, and where the true one lies with 95 % confidence; each from 0 to 1. */
export interface ShareInterval {
  share: number;
  low: number;
  high: number;
}

/**
 * A share of so many cases with Wilson's score interval corrected for continuity (R. G. Newcombe, "Two-sided confidence
 * intervals for the single proportion: comparison of seven methods", Statistics in Medicine 17, 1998, pp. 857–872,
 * method 4).
 * @param share from 0 to 1. @param cases at least one. @param among so many intervals, at most four, hold together
 * with 95 % confidence.
 */
export function shareInterval(share: number, cases: number, among = 1): ShareInterval {
  const z = QUANTILES[among - 1] ?? QUANTILES[QUANTILES.length - 1] ?? Number.NaN;
  return { share, low: lowerBound(share, cases, z), high: 1 - lowerBound(1 - share, cases, z) };
}

function lowerBound(rate: number, n: number, z: number): number {
  if (rate === 0) return 0;
  const root = Math.sqrt(Math.max(0, z ** 2 - 2 - 1 / n + 4 * rate * (n * (1 - rate) + 1)));
  return Math.max(0, (2 * n * rate + z ** 2 - 1 - z * root) / (2 * (n + z ** 2)));
}
