import { createHash } from "node:crypto";
import { db } from "#db/client.ts";
import { type AssetRecord, keepAssetForGood, sumAssetBytes } from "#db/queries/images/assets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type FetchRefusal, fetchPicture } from "./fetch-picture.ts";
import { inspectPicture, type PictureRefusal } from "./inspect-picture.ts";
import { type GoodPicture, keepAsset } from "./keep-asset.ts";

/** What a member may bring within a day. */
const QUOTA_BYTES = 10 * 1024 ** 3;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Makes an asset of a file that has arrived. Needs `assets:write`. Refuses what is no picture that can be used (see
 * `inspectPicture`), and with `asset_quota` who has brought 10 GB within a day.
 */
export async function createAssetFromFile(
  actor: Actor,
  file: ReceivedFile,
): Promise<Result<AssetRecord, "forbidden" | "asset_quota" | "upload_gone" | PictureRefusal>> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  if (await isOverQuota(actor)) return refuse("asset_quota", { gigabytes: QUOTA_BYTES / 1024 ** 3 });
  const store = await objectStore();
  const copy = await store.localCopy(uploadKey(file.uploadId));
  if (!copy) return refuse("upload_gone");
  try {
    const { sha256, bytes, fileName: name } = file;
    const created = await createAsset(actor, { input: copy.path, sha256, bytes, name });
    if (created.ok) await store.delete(uploadKey(file.uploadId));
    return created;
  } finally {
    await copy.release();
  }
}

/**
 * Makes an asset of what lies at an address. Needs `assets:write`. Refuses what `createAssetFromFile` does, a full disk,
 * and what cannot or may not be fetched (see `fetchPicture`).
 */
export async function createAssetFromUrl(
  actor: Actor,
  url: string,
): Promise<Result<AssetRecord, "forbidden" | "asset_quota" | "disk_full" | FetchRefusal | PictureRefusal>> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  if (await isOverQuota(actor)) return refuse("asset_quota", { gigabytes: QUOTA_BYTES / 1024 ** 3 });
  if (isShort(await readDiskRoom())) return refuse("disk_full");
  const fetched = await fetchPicture(url);
  if (!fetched.ok) return fetched;
  const { bytes: input, name } = fetched.value;
  const sha256 = createHash("sha256").update(input).digest("hex");
  return createAsset(actor, { input, sha256, bytes: input.length, name, sourceUrl: url });
}

/** Keeps what came of a preview for good. Needs `assets:write`. */
export async function keepMadeAsset(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    if (!(await keepAssetForGood(tx, id))) return refuse("not_found");
    await recordAudit(tx, actor, { action: "assets.keep", targetType: "asset", targetId: id });
    return accept({ id });
  });
}

async function createAsset(
  actor: Actor,
  picture: Omit<GoodPicture, "facts">,
): Promise<Result<AssetRecord, PictureRefusal>> {
  const facts = await inspectPicture(picture.input);
  if (!facts.ok) return facts;
  const asset = await keepAsset(actor.memberId, { ...picture, facts: facts.value });
  const { id, name, bytes, sha256, sourceUrl } = asset;
  const after = { name, bytes, sha256, ...(sourceUrl && { sourceUrl }) };
  await recordAudit(db(), actor, { action: "assets.create", targetType: "asset", targetId: id, after });
  return accept(asset);
}

async function isOverQuota({ memberId }: Actor): Promise<boolean> {
  return (await sumAssetBytes(db(), memberId, new Date(Date.now() - DAY_MS))) >= QUOTA_BYTES;
}
