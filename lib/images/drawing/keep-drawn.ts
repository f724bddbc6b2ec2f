import { createHash } from "node:crypto";
import type { StoredCandidate } from "#db/schema/images.ts";
import type { DrawnPicture } from "#lib/models/endpoints/pictures/picture-request.ts";
import { log } from "#lib/observability/log.ts";
import { inPictureProcess } from "../apart/in-picture-process.ts";
import { inspectPicture } from "../inspect-picture.ts";
import { keepAsset } from "../keep-asset.ts";

/** Whose picture a model made, and of which one. */
export interface DrawnFor {
  memberId: string;
  /** What assets of it are called. */
  name: string;
  /** The asset it was made of, and its file. */
  sourceId: string;
  source: Buffer;
  /** "" where it was only enlarged. */
  prompt: string;
}

// What was paid is kept, whoever stops waiting.
const UNTIL_IT_IS_DONE = new AbortController().signal;

/**
 * Keeps pictures that a model drew as assets, those that can be decoded as a whole and measured beside their source: what
 * a provider sends is as foreign as any file. The others are left out.
 */
export async function keepDrawn(
  { memberId, name, sourceId, source, prompt }: DrawnFor,
  pictures: readonly DrawnPicture[],
): Promise<StoredCandidate[]> {
  const kept: StoredCandidate[] = [];
  for (const { bytes, seed } of pictures) {
    const input = Buffer.from(bytes);
    const inspected = await inspectPicture(input);
    if (!inspected.ok) continue;
    const sha256 = createHash("sha256").update(input).digest("hex");
    const facts = inspected.value;
    const asset = await keepAsset(memberId, {
      ...{ input, sha256, bytes: input.length, facts, name },
      madeOf: sourceId,
      ofStep: true,
    });
    const { width, height, mediaType } = facts;
    const asked = { source, drawn: input, prompt };
    const looked = await inPictureProcess("drawn", asked, UNTIL_IT_IS_DONE).catch((err) => {
      log.error({ err, assetId: asset.id }, "a picture that was drawn could not be measured");
      return null;
    });
    if (!looked) continue;
    const { measured, textAdded } = looked;
    const stored = {
      ...{ width, height, mediaType, bytes: input.length, ...measured, label: null },
      ...(textAdded && { textAdded }),
    };
    kept.push({ assetId: asset.id, width, height, seed, facts: stored });
  }
  return kept;
}
