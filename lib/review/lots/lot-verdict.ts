import type { LotFound, LotRow } from "#db/queries/review/lots.ts";

/**
 * What a lot's sample, and what was drawn besides to find critical defects, say so far: rejected as soon as it cannot be
 * accepted any more, accepted when all of that is decided; `null`: some of it is still to be read.
 */
export function lotVerdict(
  { sample, reject, criticalSample }: Pick<LotRow, "sample" | "reject" | "criticalSample">,
  { decided, defects, looked, criticals }: LotFound,
): "accepted" | "rejected" | null {
  if (defects >= reject || (criticalSample > 0 && criticals > 0)) return "rejected";
  return decided >= sample && looked >= criticalSample ? "accepted" : null;
}

/** A decision's part in that: whether the output was not good as it was made; `null` while nobody has said. */
export function isDefect(item: { reviewState: string; lastEditedBy: string | null }): boolean | null {
  if (item.reviewState === "rejected" || item.lastEditedBy !== null) return true;
  return item.reviewState === "approved" ? false : null;
}
