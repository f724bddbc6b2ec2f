import { db } from "#db/client.ts";
import { findUpload, type Upload } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { InspectChoice, Inspection } from "./inspect-file.ts";
import type { KnownFile } from "./open-source.ts";
import { inspectInThread } from "./read-in-thread.ts";
import { uploadKey } from "./upload-key.ts";

/** A file whose first rows take longer than this is not worth waiting for. */
const INSPECT_TIMEOUT_MS = 60_000;

export interface InspectedUpload {
  upload: Upload;
  inspection: Inspection;
}

/** Looks into an upload of the actor's. Refuses with what is wrong with the file. */
export async function inspectUpload(
  actor: Actor,
  uploadId: string,
  choice: InspectChoice,
): Promise<Result<InspectedUpload>> {
  return readUpload(actor, uploadId, choice, async (inspected) => accept(inspected));
}

/**
 * Looks into an upload of the actor's, and reads on in its file.
 * @param use is lent the file's path until it ends; not called when the file is refused.
 */
export async function readUpload<Value>(
  actor: Actor,
  uploadId: string,
  choice: InspectChoice,
  use: (inspected: InspectedUpload, path: string) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const upload = await findUpload(db(), uploadId);
  if (!upload || upload.memberId !== actor.memberId) return refuse("not_found");
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) return refuse("upload_gone");
  try {
    const inspected = await inspect({ path: copy.path, fileName: upload.fileName }, choice);
    return inspected.ok ? await use({ upload, inspection: inspected.value }, copy.path) : inspected;
  } finally {
    await copy.release();
  }
}

async function inspect(file: KnownFile, choice: InspectChoice): Promise<Result<Inspection>> {
  const signal = AbortSignal.timeout(INSPECT_TIMEOUT_MS);
  try {
    return accept(await inspectInThread(file, choice, signal));
  } catch (error) {
    if (error instanceof FileRefusal) return { ok: false, refusal: error.refusal };
    if (signal.aborted) return refuse("file_too_complex");
    throw error;
  }
}
