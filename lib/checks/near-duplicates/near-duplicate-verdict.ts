import type { NearDuplicateSpec } from "#lib/templates/check-spec.ts";
import { passVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";

/** Another output that says nearly the same. */
export interface Likeness {
  /** From 0 to 1. */
  likeness: number;
  runId: string;
  seq: number;
  rowNumber: number;
  /** Found among what is published; else it is of the same run. */
  isPublished: boolean;
}

/** What the check for near-duplicates says of an output: the one it is most like, or `null` where it is like none. */
export function nearDuplicateVerdict({ severity }: NearDuplicateSpec, found: Likeness | null): Verdict {
  if (!found) return passVerdict("near-duplicate", "near_duplicate_none");
  const { likeness, runId, seq, rowNumber, isPublished } = found;
  const params = {
    percent: percentOf(likeness),
    row: rowNumber,
    where: isPublished ? "published" : "run",
  };
  return {
    ...passVerdict("near-duplicate", "near_duplicate_found", params),
    verdict: severity,
    evidence: { itemId: `${runId}.${seq}`, likeness: percentOf(likeness), isPublished },
  };
}

/** A likeness in whole percent; only what is the same throughout is 100. */
export function percentOf(likeness: number): number {
  return likeness === 1 ? 100 : Math.min(99, Math.round(likeness * 100));
}
