/** How often one of two wins against the other, and where the true rate lies with 95 % confidence. */
export interface WinRate {
  rate: number;
  low: number;
  high: number;
  verdict: "a" | "b" | "not-distinguishable";
}

const QUANTILE_95 = 1.959964;

/**
 * The share of cases in which a wins, where a tie is half a win for each, with Wilson's score interval corrected for
 * continuity (R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods",
 * Statistics in Medicine 17, 1998, pp. 857–872, method 4). Without the correction four wins of four would already
 * pass for a difference, which chance alone gives one time in eight. With ties the interval is wider than it need be:
 * half wins vary less than wins and losses do.
 * @param cases wins, losses and ties; at least one.
 */
export function winRate({ wins, ties, cases }: { wins: number; ties: number; cases: number }): WinRate {
  const rate = (wins + ties / 2) / cases;
  const high = 1 - lowerBound(1 - rate, cases);
  const low = lowerBound(rate, cases);
  return { rate, low, high, verdict: low > 0.5 ? "a" : high < 0.5 ? "b" : "not-distinguishable" };
}

function lowerBound(rate: number, n: number): number {
  if (rate === 0) return 0;
  const z = QUANTILE_95;
  const root = Math.sqrt(Math.max(0, z ** 2 - 2 - 1 / n + 4 * rate * (n * (1 - rate) + 1)));
  return Math.max(0, (2 * n * rate + z ** 2 - 1 - z * root) / (2 * (n + z ** 2)));
}
