import { shareInterval } from "#lib/share-interval.ts";

/** How often one of two wins against the other, and where the true rate lies with 95 % confidence. */
export interface WinRate {
  rate: number;
  low: number;
  high: number;
  verdict: "a" | "b" | "not-distinguishable";
}

/**
 * The share of cases in which a wins, where a tie is half a win for each. Without the interval's correction for
 * continuity four wins of four would already pass for a difference, which chance alone gives one time in eight. With
 * ties the interval is wider than it need be: half wins vary less than wins and losses do.
 * @param cases wins, losses and ties; at least one.
 */
export function winRate({ wins, ties, cases }: { wins: number; ties: number; cases: number }): WinRate {
  const { share: rate, low, high } = shareInterval((wins + ties / 2) / cases, cases);
  return { rate, low, high, verdict: low > 0.5 ? "a" : high < 0.5 ? "b" : "not-distinguishable" };
}
