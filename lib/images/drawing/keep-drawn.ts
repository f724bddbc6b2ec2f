import { createHash } from "node:crypto";
import type { StoredDrawnPicture } from "#db/schema/images.ts";
import type { DrawnPicture } from "#lib/models/endpoints/pictures/picture-request.ts";
import { inspectPicture } from "../inspect-picture.ts";
import { keepAsset } from "../keep-asset.ts";

/** Whose picture a model made, and of which one. */
export interface DrawnFor {
  memberId: string;
  /** What assets of it are called. */
  name: string;
  /** The asset it was made of. */
  sourceId: string;
}

/**
 * Keeps pictures that a model drew as assets, those that can be decoded as a whole: what a provider sends is as foreign as
 * any file. The others are left out.
 */
export async function keepDrawn(
  { memberId, name, sourceId }: DrawnFor,
  pictures: readonly DrawnPicture[],
): Promise<StoredDrawnPicture[]> {
  const kept: StoredDrawnPicture[] = [];
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
    kept.push({ assetId: asset.id, width: facts.width, height: facts.height, seed });
  }
  return kept;
}
