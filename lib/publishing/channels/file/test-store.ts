import { text } from "node:stream/consumers";
import type { Failure } from "#lib/failure.ts";
import { newId } from "#lib/new-id.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { objectStore } from "#lib/objects/open-store.ts";

/** Whether a file could be kept and read again where published files lie; why not, or `null`. */
export async function testStore(): Promise<Failure | null> {
  const key = `publications/${newId()}` as const;
  try {
    const store = await objectStore();
    await store.put(key, probe());
    const written = await store.get(key);
    const isThere = written !== null && (await text(written.content)) === PROBE;
    await store.delete(key);
    return isThere ? null : { code: "object_store_unavailable" };
  } catch (cause) {
    if (cause instanceof ObjectStoreError) return { code: "object_store_unavailable" };
    if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
      return { code: "publication_disk_full" };
    throw cause;
  }
}

const PROBE = "Presswork";

async function* probe(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(PROBE);
}
