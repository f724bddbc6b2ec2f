import { type ShareInterval, shareInterval } from "#lib/share-interval.ts";
import type { CaseOutcome } from "./improvement.ts";

/** How many cases went which way. */
export interface OutcomeCounts {
  fixed: number;
  broken: number;
  unchanged: number;
  /** People must look. */
  look: number;
  notComparable: number;
}

/** The same, and whether it is more than chance. */
export interface ImprovementFigures extends OutcomeCounts {
  /** Fixed of those that changed; `null` where none did. */
  fixedShare: ShareInterval | null;
  verdict: "better" | "worse" | "not-distinguishable";
}

/** How many cases went which way. */
export function countOutcomes(outcomes: readonly CaseOutcome[]): OutcomeCounts {
  const count = (outcome: CaseOutcome) => outcomes.filter((one) => one === outcome).length;
  return {
    ...{ fixed: count("fixed"), broken: count("broken"), unchanged: count("unchanged") },
    ...{ look: count("look"), notComparable: count("not-comparable") },
  };
}

/**
 * The figures of one of several proposals tried on the same cases. Whether it is better is asked of the cases that changed
 * (McNemar), and the more proposals there are, the wider is the interval: of three that change nothing the luckiest must
 * not pass for better.
 * @param proposals so many were tried.
 */
export function improvementFigures(outcomes: readonly CaseOutcome[], proposals: number): ImprovementFigures {
  const counts = countOutcomes(outcomes);
  const changed = counts.fixed + counts.broken;
  const fixedShare = changed === 0 ? null : shareInterval(counts.fixed / changed, changed, proposals);
  const isBetter = fixedShare !== null && fixedShare.low > 0.5;
  const isWorse = fixedShare !== null && fixedShare.high < 0.5;
  return { ...counts, fixedShare, verdict: isBetter ? "better" : isWorse ? "worse" : "not-distinguishable" };
}
