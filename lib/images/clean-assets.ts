import { db } from "#db/client.ts";
import { deleteEndedAsset, endExpiredAsset } from "#db/queries/images/assets.ts";
import { deleteDrawnCalls } from "#db/queries/images/drawn-calls.ts";
import { deletePreviews } from "#db/queries/images/previews.ts";
import { log } from "#lib/observability/log.ts";
import { removeFilesOf } from "./remove-files.ts";

const PREVIEWS_KEPT_MS = 7 * 24 * 60 * 60_000;
const DRAWN_CALLS_KEPT_MS = 180 * 24 * 60 * 60_000;

/** Removes assets whose time is over, with their files. */
export async function cleanAssets(_payload: object, signal: AbortSignal): Promise<void> {
  await deletePreviews(db(), new Date(Date.now() - PREVIEWS_KEPT_MS));
  await deleteDrawnCalls(db(), new Date(Date.now() - DRAWN_CALLS_KEPT_MS));
  let removed = 0;
  while (!signal.aborted) {
    // Said before it is done: nobody takes an asset for there whose file is not, wherever this ends.
    const ended = await endExpiredAsset(db(), new Date());
    if (!ended) break;
    await removeFilesOf(ended.sha256);
    await deleteEndedAsset(db(), ended.id);
    removed++;
  }
  if (removed > 0) log.info({ assets: removed }, "pictures that nobody kept were removed");
}
