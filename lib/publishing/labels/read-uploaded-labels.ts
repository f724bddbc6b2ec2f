import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { LabelReading } from "./read-labels.ts";
import { readLabelsInThread } from "./read-labels-in-thread.ts";

/** The largest file whose labels are read. */
export const MOST_LABELLED_BYTES = 64 * 1024 ** 2;

/**
 * What an uploaded file says of whether it is AI-generated; nothing of it is kept. Needs `publications:read`. Refuses with
 * what is wrong with the file.
 */
export async function readUploadedLabels(
  actor: Actor,
  file: ReceivedFile | undefined,
): Promise<Result<LabelReading>> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const copy = await (await objectStore()).localCopy(uploadKey(file.uploadId));
  if (!copy) return refuse("upload_gone");
  try {
    return accept(await readLabelsInThread(copy.path, file.fileName));
  } catch (cause) {
    if (!(cause instanceof FileRefusal)) throw cause;
    return refuse(TOLD[cause.refusal.code] ?? "labels_unreadable", cause.refusal.params);
  } finally {
    await copy.release();
  }
}

/** What is wrong with a file, for somebody who only asks what it says. */
const TOLD: Record<string, string> = {
  zip_bomb: "labels_zip_bomb",
  file_encrypted: "labels_encrypted",
  file_too_complex: "labels_too_complex",
  pictures_unsupported: "pictures_unsupported",
};
