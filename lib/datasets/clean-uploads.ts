import { db } from "#db/client.ts";
import { findWanted } from "#db/queries/datasets-uploads.ts";
import type { ListedObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { clearScratch } from "#lib/objects/scratch.ts";
import { log } from "#lib/observability/log.ts";
import { isStale, ownerOf } from "./stale-file.ts";

/** Files asked about together. */
const PAGE = 1_000;

/** Removes uploaded files and error files that nobody will want any more, and what readers that died left behind. */
export async function cleanUploads(): Promise<void> {
  const store = await objectStore();
  let removed = 0;
  let page: ListedObject[] = [];
  const clean = async () => {
    const owners = page.map(({ key }) => ownerOf(key)).filter((id) => id !== null);
    const wanted = await findWanted(db(), owners);
    const now = Date.now();
    const stale = page.filter(({ key, changedAt }) =>
      isStale({ key, ageMs: now - changedAt.getTime() }, (id) => wanted.has(id)),
    );
    for (const { key } of stale) await store.delete(key);
    removed += stale.length;
    page = [];
  };
  for await (const file of store.list("uploads/")) {
    page.push(file);
    if (page.length === PAGE) await clean();
  }
  await clean();
  await clearScratch();
  if (removed > 0) log.info({ files: removed }, "files nobody needs any more were removed");
}
