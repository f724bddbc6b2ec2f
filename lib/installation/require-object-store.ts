import { Readable } from "node:stream";
import { newId } from "#lib/new-id.ts";
import type { BucketStore } from "#lib/objects/bucket-store.ts";
import type { ObjectKey } from "#lib/objects/object-store.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { openBucket } from "#lib/objects/open-store.ts";

/** Tries out the bucket of OBJECT_STORE_URL, if one is set. Ends the process with what to do when it cannot be used. */
export async function requireObjectStore(): Promise<void> {
  const bucket = await openBucket();
  try {
    if (bucket) await tryOut(bucket);
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

// A key that may only read would be found out by the first upload.
async function tryOut(bucket: BucketStore): Promise<void> {
  await bucket.reach();
  const key: ObjectKey = `uploads/${newId()}`;
  await bucket.put(key, Readable.from([Buffer.from("Presswork looks whether it may write here.")]));
  (await bucket.get(key))?.content.resume();
  await bucket.delete(key);
}
