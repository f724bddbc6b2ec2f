/**
 * What a lot's sample says so far: rejected as soon as it cannot be accepted any more, accepted when all of it is decided;
 * `null`: some of it is still to be read.
 */
export function lotVerdict(
  { sample, reject }: { sample: number; reject: number },
  { decided, defects }: { decided: number; defects: number },
): "accepted" | "rejected" | null {
  if (defects >= reject) return "rejected";
  return decided >= sample ? "accepted" : null;
}

/** A decision's part in that: whether the output was not good as it was made; `null` while nobody has said. */
export function isDefect(item: { reviewState: string; lastEditedBy: string | null }): boolean | null {
  if (item.reviewState === "rejected" || item.lastEditedBy !== null) return true;
  return item.reviewState === "approved" ? false : null;
}
