import { db } from "#db/client.ts";
import { lockContent, withoutAsset } from "#db/queries/images/assets.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { assetKey, contentOfKey } from "./asset-key.ts";
import { removeRenditions } from "./open-rendition.ts";

const AT_ONCE = 500;

/** Removes the original of a content and its smaller copies, unless an asset of it is there (again). */
export async function removeFilesOf(sha256: string): Promise<void> {
  const store = await objectStore();
  await db().transaction(async (tx) => {
    await lockContent(tx, sha256);
    if ((await withoutAsset(tx, [sha256])).length === 0) return;
    await store.delete(assetKey(sha256));
    await removeRenditions({ sha256 });
  });
}

/**
 * Looks through the store for files of pictures that are of no asset: those of assets that were removed, and what a process
 * left that died before there was one. It may end anywhere. @returns whether it came to the end.
 */
export async function removeFilesOfNone(goesOn: () => boolean): Promise<boolean> {
  const store = await objectStore();
  for await (const contents of contentsIn(store)) {
    for (const sha256 of await withoutAsset(db(), contents)) {
      if (!goesOn()) return false;
      await removeFilesOf(sha256);
    }
    if (!goesOn()) return false;
  }
  return true;
}

async function* contentsIn(store: ObjectStore): AsyncGenerator<string[]> {
  let some = new Set<string>();
  for (const prefix of ["assets/", "renditions/"] as const)
    for await (const { key } of store.list(prefix)) {
      some.add(contentOfKey(key));
      if (some.size < AT_ONCE) continue;
      yield [...some];
      some = new Set();
    }
  if (some.size > 0) yield [...some];
}
