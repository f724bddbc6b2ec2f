import { Readable } from "node:stream";
import type { AssetRecord } from "#db/queries/images/assets.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { renditionKey } from "./asset-key.ts";
import { openPicture, withEngine } from "./engine.ts";
import { withAssetFile } from "./read-asset.ts";

/** What a rendition is written as: every browser shows it, and it keeps transparency. */
export const RENDITION_TYPE = "image/webp";
const QUALITY = 82;

/** Widths that are asked for again and again; a copy of any other is made each time, so that none fills the disk. */
const KEPT_WIDTHS = new Set([64, 96, 128, 160, 240, 320, 480, 640, 800, 960, 1280, 1600, 1920, 2560]);

/**
 * A copy of an asset of at most so many pixels across, as it is seen, in sRGB, without what its file says of cameras,
 * places and people. It is never larger than the original.
 */
export async function openRendition(
  asset: Pick<AssetRecord, "sha256">,
  width: number,
): Promise<{ bytes: number; content: Readable }> {
  const store = await objectStore();
  const key = renditionKey(asset.sha256, width);
  const isKept = KEPT_WIDTHS.has(width);
  const kept = isKept ? await store.get(key) : null;
  if (kept) return kept;
  const made = await renderAsset(asset, width);
  if (isKept && !isShort(await readDiskRoom())) await store.put(key, Readable.from([made]));
  return { bytes: made.length, content: Readable.from([made]) };
}

/** Removes the copies of an asset that goes. */
export async function removeRenditions({ sha256 }: Pick<AssetRecord, "sha256">): Promise<void> {
  const store = await objectStore();
  for (const width of KEPT_WIDTHS) await store.delete(renditionKey(sha256, width));
}

function renderAsset(asset: Pick<AssetRecord, "sha256">, width: number): Promise<Buffer> {
  return withAssetFile(asset, (path) =>
    withEngine((engine) =>
      openPicture(engine, path)
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .toBuffer(),
    ),
  );
}
