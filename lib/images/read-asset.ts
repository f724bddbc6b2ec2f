import { buffer } from "node:stream/consumers";
import { db } from "#db/client.ts";
import { type AssetRecord, findAsset } from "#db/queries/images/assets.ts";
import { AppError } from "#lib/app-error.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { assetKey } from "./asset-key.ts";

/** The original of an asset with what it was found to be; `null` when there is no such asset. */
export async function readAsset(id: string): Promise<{ bytes: Buffer; mediaType: string } | null> {
  const asset = await findAsset(db(), id);
  if (!asset) return null;
  return { bytes: await buffer((await openAsset(asset)).content), mediaType: asset.mediaType };
}

/** The same to be read as it is sent. */
export async function openAsset({ sha256 }: Pick<AssetRecord, "sha256">): Promise<OpenObject> {
  const found = await (await objectStore()).get(assetKey(sha256));
  if (!found) throw new AppError("The file of an asset is not in the object store.", { facts: { sha256 } });
  return found;
}

/** Does work with the original as a file of this machine. */
export async function withAssetFile<Value>(
  { sha256 }: Pick<AssetRecord, "sha256">,
  work: (path: string) => Promise<Value>,
): Promise<Value> {
  const copy = await (await objectStore()).localCopy(assetKey(sha256));
  if (!copy) throw new AppError("The file of an asset is not in the object store.", { facts: { sha256 } });
  try {
    return await work(copy.path);
  } finally {
    await copy.release();
  }
}
