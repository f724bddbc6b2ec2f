import type { ObjectKey } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";

const KEPT = "the files of a provider batch could not be removed";

/** Where a provider batch's requests and results are while they are on their way, for who has it in hand alone. */
export function fileKeys({ id, fence }: { id: string; fence: number }): {
  requests: ObjectKey;
  results: ObjectKey;
} {
  const key: ObjectKey = `provider-batches/${id}.${fence}`;
  return { requests: `${key}.requests.jsonl`, results: `${key}.results.jsonl` };
}

/** Removes one of them. What stays costs nothing but its room, so that a failure is no reason to stop. */
export async function removeFile(key: ObjectKey): Promise<void> {
  const store = await objectStore();
  await store.delete(key).catch((err) => log.warn({ err, key }, KEPT));
}

/** Removes all of them, and those of whoever had it in hand before; as `removeFile` does. */
export async function removeFiles(id: string): Promise<void> {
  try {
    const store = await objectStore();
    for await (const { key } of store.list(`provider-batches/${id}.`)) await store.delete(key);
  } catch (err) {
    log.warn({ err, providerBatchId: id }, KEPT);
  }
}
