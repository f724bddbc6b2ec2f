import { LRUCache } from "lru-cache";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { inspectInThread } from "./inspect-in-thread.ts";
import type { WorkbookChoice, WorkbookInspection } from "./inspect-workbook.ts";

/** Larger than any marketplace's template; what people fill themselves is a file of data. */
const MOST_BYTES = 64 * 1024 ** 2;
const MOST_KNOWN = 8;
const known = new LRUCache<string, WorkbookInspection>({ max: MOST_KNOWN });

/**
 * What an uploaded workbook holds. An upload never changes, so that it is looked into once a process.
 * @throws FileRefusal when it cannot be taken, or is no longer there.
 */
export async function inspectUploaded(uploadId: string, choice: WorkbookChoice): Promise<WorkbookInspection> {
  const { sheet, headerRow, firstRow } = choice;
  const key = JSON.stringify([uploadId, sheet, headerRow, firstRow]);
  const found = known.get(key);
  if (found) return found;
  const inspection = await withUpload(uploadId, (path) =>
    inspectInThread({ path, fileName: "workbook" }, choice),
  );
  known.set(key, inspection);
  return inspection;
}

/**
 * Lends an uploaded workbook as a file on this machine.
 * @throws FileRefusal when it is not there, or too large.
 */
export async function withUpload<Value>(
  uploadId: string,
  use: (path: string) => Promise<Value>,
): Promise<Value> {
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) throw new FileRefusal("workbook_gone");
  try {
    if (copy.bytes > MOST_BYTES)
      throw new FileRefusal("workbook_too_large", { megabytes: MOST_BYTES / 1024 ** 2 });
    return await use(copy.path);
  } finally {
    await copy.release();
  }
}
