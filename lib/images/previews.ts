import { db } from "#db/client.ts";
import { findAsset } from "#db/queries/images/assets.ts";
import { findPreview, insertPreview, type PreviewRecord } from "#db/queries/images/previews.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { runPreviewJob } from "./jobs.ts";
import type { Operation } from "./operations/operation.ts";

/**
 * Tries operations on an asset; what comes of them is an asset of its own that goes after a day unless it is kept. Needs
 * `assets:write`. Refuses an asset that is not there, and enlarging in `hd`, which is not offered yet.
 */
export async function startPreview(
  actor: Actor,
  { assetId, operations }: { assetId: string; operations: Operation[] },
): Promise<
  Result<
    { id: string; status: PreviewRecord["status"] },
    "forbidden" | "asset_not_found" | "enlarge_hd_missing"
  >
> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  const hd = operations.findIndex((operation) => operation.do === "enlarge" && operation.quality === "hd");
  if (hd >= 0)
    return refuse("enlarge_hd_missing", {}, [
      { path: `operations.${hd}.quality`, code: "enlarge_hd_missing" },
    ]);
  if (!(await findAsset(db(), assetId))) return refuse("asset_not_found");
  const id = newId();
  await db().transaction(async (tx) => {
    await insertPreview(tx, { id, assetId, operations, createdBy: actor.memberId });
    await enqueue(tx, runPreviewJob, { previewId: id });
  });
  return accept({ id, status: "queued" });
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
