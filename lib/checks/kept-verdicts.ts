import { formatVerdict } from "./format-verdict.ts";
import type { Verdict } from "./verdict.ts";

const FITS = formatVerdict({ kind: "fits", isRepaired: false, coercions: [] });

// Nobody reads more of one kind, and an output that is nothing but findings must not fill the database.
const MOST_OF_A_KIND = 50;

/**
 * What is kept of verdicts beside millions of items: all but that an output fits, which nearly every one does, and of each
 * kind the first and gravest so many.
 */
export function keptVerdicts(verdicts: readonly Verdict[]): Verdict[] {
  const worthKeeping = verdicts.filter(
    ({ kind, verdict, evidence }) => kind !== "format" || verdict !== "pass" || evidence,
  );
  if (worthKeeping.length <= MOST_OF_A_KIND) return worthKeeping;
  const kept = new Map<string, number>();
  return [...worthKeeping.filter(isBlock), ...worthKeeping.filter((verdict) => !isBlock(verdict))].filter(
    ({ kind }) => {
      const count = (kept.get(kind) ?? 0) + 1;
      kept.set(kind, count);
      return count <= MOST_OF_A_KIND;
    },
  );
}

function isBlock({ verdict }: Verdict): boolean {
  return verdict === "block";
}

/** The verdicts of an output from what was kept of them. */
export function wholeVerdicts(kept: readonly Verdict[]): Verdict[] {
  return kept.some(({ kind }) => kind === "format") ? [...kept] : [FITS, ...kept];
}
