import { access } from "node:fs/promises";
import { db } from "#db/client.ts";
import { findUpload, type Upload } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { InspectChoice, Inspection } from "./inspect-file.ts";
import { inspectInThread } from "./read-in-thread.ts";
import { scratchPath, uploadPath } from "./upload-path.ts";

/** A file whose first rows take longer than this is not worth waiting for. */
const INSPECT_TIMEOUT_MS = 60_000;

/** Looks into an upload of the actor's. Refuses with what is wrong with the file. */
export async function inspectUpload(
  actor: Actor,
  uploadId: string,
  choice: InspectChoice,
): Promise<Result<{ upload: Upload; inspection: Inspection }>> {
  const upload = await findUpload(db(), uploadId);
  if (!upload || upload.memberId !== actor.memberId) return refuse("not_found");
  const path = await uploadPath(uploadId);
  try {
    await access(path);
  } catch {
    return refuse("upload_gone");
  }
  const signal = AbortSignal.timeout(INSPECT_TIMEOUT_MS);
  try {
    const file = { path, fileName: upload.fileName };
    return accept({ upload, inspection: await inspectInThread(file, await scratchPath(), choice, signal) });
  } catch (error) {
    if (error instanceof FileRefusal) return { ok: false, refusal: error.refusal };
    if (signal.aborted) return refuse("file_too_complex");
    throw error;
  }
}
