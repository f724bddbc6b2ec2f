import { db } from "#db/client.ts";
import { type AssetRecord, findAsset } from "#db/queries/images/assets.ts";
import { findPreview, insertPreview, type PreviewRecord } from "#db/queries/images/previews.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { newId } from "#lib/new-id.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { runPreviewJob } from "./jobs.ts";
import type { Operation } from "./operations/operation.ts";
import { refuseMissing } from "./refuse-missing.ts";
import { KEPT_FOR_MS } from "./run-preview.ts";
import { takePicture } from "./take-picture.ts";

/**
 * Tries operations on an asset, or on what lies at an address; what comes of them is an asset of its own that goes after a
 * day unless it is kept, and so does what was fetched. Needs `assets:write`. Refuses an asset that is not there, and a
 * picture that cannot be had or used.
 */
export async function startPreview(
  actor: Actor,
  {
    assetId,
    url,
    operations,
  }: { assetId?: string | undefined; url?: string | undefined; operations: Operation[] },
): Promise<Result<Pick<PreviewRecord, "id" | "status" | "assetId">>> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  const source = await sourceOf(actor, { assetId, url });
  if (!source.ok) return source;
  const id = newId();
  await db().transaction(async (tx) => {
    await insertPreview(tx, { id, assetId: source.value.id, operations, createdBy: actor.memberId });
    await enqueue(tx, runPreviewJob, { previewId: id });
  });
  return accept({ id, status: "queued", assetId: source.value.id });
}

async function sourceOf(
  { memberId }: Actor,
  { assetId, url }: { assetId?: string | undefined; url?: string | undefined },
): Promise<Result<AssetRecord>> {
  if (assetId !== undefined) {
    const asset = await findAsset(db(), assetId);
    return asset ? accept(asset) : refuseMissing(assetId, "asset_not_found");
  }
  if (url === undefined) return refuse("file_or_url_missing");
  if (isShort(await readDiskRoom())) return refuse("disk_full");
  return takePicture(memberId, url, { expiresAt: new Date(Date.now() + KEPT_FOR_MS) });
}

/** A preview, and what came of it. Needs `assets:read`. */
export async function viewPreview(
  actor: Actor,
  id: string,
): Promise<Result<PreviewRecord, "forbidden" | "not_found">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const found = await findPreview(db(), id);
  return found ? accept(found) : refuse("not_found");
}
