import { isPassing } from "#lib/images/load-shown.ts";
import { makePicture } from "#lib/images/make-picture.ts";
import { askedOf, type PictureEvidence } from "#lib/items/pictures-of.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import type { Work } from "#lib/templates/render-work.ts";

/**
 * Makes the picture of a step. What cannot be done well is refused with why, so that nobody gets a picture that is silently
 * another one; what somebody should look at is told with it. @returns `null` where it was left before its end.
 */
export async function makePictureOf(
  { source, operations, field }: Extract<Work, { kind: "picture" }>,
  { memberId, leaving, signal }: { memberId: string; leaving: AbortSignal; signal: AbortSignal },
): Promise<WorkOutcome | null> {
  if (source === "") return { kind: "refused", failure: { code: "picture_source_missing" } };
  // It costs nothing: one in hand is left as well, and made by whoever goes on.
  const within = AbortSignal.any([leaving, signal]);
  const made = await makePicture({ source, operations, memberId }, within).catch((cause: unknown) => {
    if (within.aborted) return null;
    throw cause;
  });
  if (!made) return null;
  if (!made.ok) {
    const { code, params } = made.refusal;
    const failure = { code, params: { ...params, picture: source } };
    return { kind: isPassing(made.refusal) ? "unavailable" : "refused", failure };
  }
  const evidence: PictureEvidence = { kind: "picture", field, asked: askedOf(operations), ...made.value };
  return { kind: "done", value: { [field]: made.value.assetId }, evidence: { ...evidence } };
}
