import { readEnv } from "#lib/env.ts";
import type { BucketStore } from "./bucket-store.ts";
import { folderStore } from "./folder-store.ts";
import type { ObjectStore } from "./object-store.ts";

let opened: { address: string; store: Promise<BucketStore> } | null = null;

/** Where this installation keeps its objects: the bucket of OBJECT_STORE_URL, or the folder DATA_DIR. */
export async function objectStore(): Promise<ObjectStore> {
  return (await openBucket()) ?? folderStore(readEnv().DATA_DIR);
}

/** The bucket of OBJECT_STORE_URL; `null` where objects lie in a folder. */
export async function openBucket(): Promise<BucketStore | null> {
  const { OBJECT_STORE_URL } = readEnv();
  if (!OBJECT_STORE_URL) return null;
  const address = JSON.stringify(OBJECT_STORE_URL);
  if (opened?.address !== address) {
    // Whoever has no bucket loads no client for one.
    const store = import("./bucket-store.ts").then(({ bucketStore }) => bucketStore(OBJECT_STORE_URL));
    opened = { address, store };
  }
  return opened.store;
}
