import { db } from "#db/client.ts";
import { deleteExpiredAsset } from "#db/queries/images/assets.ts";
import { deleteDrawnCalls } from "#db/queries/images/drawn-calls.ts";
import { deletePreviews } from "#db/queries/images/previews.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { assetKey } from "./asset-key.ts";
import { removeRenditions } from "./open-rendition.ts";

const PREVIEWS_KEPT_MS = 7 * 24 * 60 * 60_000;
const DRAWN_CALLS_KEPT_MS = 180 * 24 * 60 * 60_000;

/** Removes assets whose time is over, with their files. */
export async function cleanAssets(_payload: object, signal: AbortSignal): Promise<void> {
  await deletePreviews(db(), new Date(Date.now() - PREVIEWS_KEPT_MS));
  await deleteDrawnCalls(db(), new Date(Date.now() - DRAWN_CALLS_KEPT_MS));
  const store = await objectStore();
  let removed = 0;
  while (!signal.aborted) {
    // Its file goes before its row does: whoever brings the same content meanwhile waits, and finds nothing of it.
    const gone = await db().transaction(async (tx) => {
      const asset = await deleteExpiredAsset(tx, new Date());
      if (asset) await store.delete(assetKey(asset.sha256));
      return asset;
    });
    if (!gone) break;
    await removeRenditions(gone);
    removed++;
  }
  if (removed > 0) log.info({ assets: removed }, "pictures that nobody kept were removed");
}
