import { db } from "#db/client.ts";
import { insertDrawnCall } from "#db/queries/images/drawn-calls.ts";
import { isPassing } from "#lib/images/load-shown.ts";
import { makePicture, type PictureMade } from "#lib/images/make-picture.ts";
import { askedOf, type PictureEvidence } from "#lib/items/pictures-of.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import type { Work } from "#lib/templates/render-work.ts";
import type { WorkTerms } from "./work-terms.ts";

type PictureWork = Extract<Work, { kind: "picture" }>;

/**
 * Makes the picture of a step, and the same of every other candidate of what it is made of, so that a reviewer chooses among
 * finished ones. The first that can be made is the step's. What cannot be done well is refused with why, so that nobody gets
 * a picture that is silently another one; what somebody should look at is told with it. @returns `null` where it was left
 * before its end.
 */
export async function makePictureOf(work: PictureWork, terms: WorkTerms): Promise<WorkOutcome | null> {
  const { source, operations, field } = work;
  if (source === "") return { kind: "refused", failure: { code: "picture_source_missing" } };
  // It costs nothing: one in hand is left as well, and made by whoever goes on.
  const within = AbortSignal.any([terms.leaving, terms.signal]);
  const made = await makeEach(work, terms.memberId, within).catch((cause: unknown) => {
    if (within.aborted) return null;
    throw cause;
  });
  if (!made) return null;
  if (!made.ok) {
    const { code, params } = made.refusal;
    const failure = { code, params: { ...params, picture: source } };
    return { kind: isPassing(made.refusal) ? "unavailable" : "refused", failure };
  }
  const { first, others } = made.value;
  if (others.length > 0) await noteCandidates([first, ...others], terms);
  const asked = askedOf(operations);
  const evidence: PictureEvidence = {
    ...{ kind: "picture", field, asked, ...first },
    ...(others.length > 0 && { others }),
  };
  return { kind: "done", value: { [field]: first.assetId }, evidence: { ...evidence } };
}

async function makeEach(
  { source, others = [], operations }: PictureWork,
  memberId: string,
  within: AbortSignal,
): Promise<Result<{ first: PictureMade; others: PictureMade[] }, string>> {
  const made: PictureMade[] = [];
  let firstRefusal: Refusal | null = null;
  for (const one of [source, ...others]) {
    const answer = await makePicture({ source: one, operations, memberId }, within);
    if (!answer.ok) firstRefusal ??= answer.refusal;
    // Two candidates may be the same picture.
    else if (!made.some(({ assetId }) => assetId === answer.value.assetId)) made.push(answer.value);
  }
  const [first, ...rest] = made;
  if (first) return accept({ first, others: rest });
  return refuse(firstRefusal?.code ?? "picture_not_made", firstRefusal?.params);
}

function noteCandidates(
  made: readonly PictureMade[],
  { runId, seq, step }: Pick<WorkTerms, "runId" | "seq" | "step">,
): Promise<void> {
  const pictures = made.map(({ assetId, facts: { width, height } }) => ({
    ...{ assetId, width, height, seed: null },
  }));
  return insertDrawnCall(db(), { runId, place: `${seq}.${step}.0`, pictures });
}
