import { db } from "#db/client.ts";
import { insertUpload } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { cleanUploadsJob } from "./jobs.ts";
import type { ReceivedFile } from "./received-file.ts";
import { KEPT_FOR_MS } from "./stale-file.ts";

// So that the upload that asked is old enough itself, and files of the hour go at once.
const A_WHILE_MS = 60 * 60_000;

/** Records a received file as an upload of the actor's, to be looked into and imported. */
export async function registerUpload(
  actor: Actor,
  file: Omit<ReceivedFile, "sha256"> | undefined,
): Promise<Result<Omit<ReceivedFile, "sha256">, "forbidden" | "file_missing">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const { uploadId, bytes } = file;
  const fileName = storableText(file.fileName);
  await db().transaction(async (tx) => {
    await insertUpload(tx, { id: uploadId, memberId: actor.memberId, fileName, bytes });
    await enqueue(tx, cleanUploadsJob, {}, { startAfter: new Date(Date.now() + KEPT_FOR_MS + A_WHILE_MS) });
    const after = { fileName, bytes };
    await recordAudit(tx, actor, {
      action: "uploads.create",
      targetType: "upload",
      targetId: uploadId,
      after,
    });
  });
  return accept(file);
}
