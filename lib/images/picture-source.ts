import { db } from "#db/client.ts";
import { type AssetRecord, findAsset, keepAssetOf } from "#db/queries/images/assets.ts";
import { accept, type Result } from "#lib/result.ts";
import { refuseMissing } from "./refuse-missing.ts";
import { takePicture } from "./take-picture.ts";

/**
 * The asset that a step makes something of, by the address of a picture or its id; from now on it is in use. Refuses what
 * `takePicture` does, and an asset that is not there. @throws AbortError on `signal`.
 */
export async function pictureSource(
  { source, memberId }: { source: string; memberId: string },
  signal: AbortSignal,
): Promise<Result<AssetRecord, string>> {
  if (/^https?:/i.test(source)) return takePicture(memberId, source, { signal });
  const asset = await findAsset(db(), source);
  // What came of a preview was to go: an output rests on it now.
  const kept = asset && (await keepAssetOf(db(), asset.sha256, { expiresAt: null, ofStep: true }));
  return kept ? accept(kept) : refuseMissing(source, "picture_gone");
}
