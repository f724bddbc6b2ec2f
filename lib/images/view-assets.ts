import { db } from "#db/client.ts";
import { findAsset, findAssetWithMaker, findOriginalId, listAssets } from "#db/queries/images/assets.ts";
import { findDrawnTogether } from "#db/queries/images/drawn-calls.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { orUnsupported } from "./engine.ts";
import { openRendition, RENDITION_TYPE } from "./open-rendition.ts";
import { formatOfMediaType } from "./picture-format.ts";
import { openAsset } from "./read-asset.ts";
import { refuseMissing } from "./refuse-missing.ts";

export type AssetView = NonNullable<Awaited<ReturnType<typeof findAssetWithMaker>>>;

/** A file of an asset to be sent. */
export interface AssetFile {
  name: string;
  mediaType: string;
  file: OpenObject;
}

/**
 * An asset, the one that it was made of in the end, and those that were drawn with it. Needs `assets:read`. Refuses one that
 * retention removed by `picture_removed`.
 */
export async function viewAsset(
  actor: Actor,
  id: string,
): Promise<
  Result<
    AssetView & { originalId: string; candidateIds: string[] },
    "forbidden" | "not_found" | "picture_removed"
  >
> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const found = await findAssetWithMaker(db(), id);
  if (!found) return refuseMissing(id, "not_found");
  const originalId = await findOriginalId(db(), id);
  return accept({ ...found, originalId, candidateIds: await findDrawnTogether(db(), id) });
}

/** Assets that are kept, newest first. Needs `assets:read`. */
export async function viewAssets(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: AssetView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const rows = await listAssets(db(), { beforeId: decodeIdCursor(cursor), limit: limit + 1 });
  return accept(cutPage(rows, limit, ({ asset }) => [asset.id]));
}

/**
 * The file of an asset: as it was brought, or a copy of at most so many pixels across (see `openRendition`). Needs
 * `assets:read`. Refuses a copy that would have to be made where this machine cannot work on pictures.
 */
export async function readAssetFile(
  actor: Actor,
  { id, width }: { id: string; width?: number | undefined },
): Promise<Result<AssetFile, "forbidden" | "not_found" | "picture_removed" | "pictures_unsupported">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const asset = await findAsset(db(), id);
  if (!asset) return refuseMissing(id, "not_found");
  if (width !== undefined) {
    const copy = await orUnsupported<OpenObject>(openRendition(asset, width).then((made) => accept(made)));
    return copy.ok ? accept({ name: `${id}.webp`, mediaType: RENDITION_TYPE, file: copy.value }) : copy;
  }
  const { mediaType } = asset;
  const name = `${id}.${formatOfMediaType(mediaType) ?? "bin"}`;
  return accept({ name, mediaType, file: await openAsset(asset) });
}
