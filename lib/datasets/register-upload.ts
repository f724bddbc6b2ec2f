import { db } from "#db/client.ts";
import { insertUpload } from "#db/queries/datasets-uploads.ts";
import type { ReceivedFile } from "#lib/api/context.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Records a received file as an upload of the actor's, to be looked into and imported. */
export async function registerUpload(
  actor: Actor,
  file: Omit<ReceivedFile, "sha256"> | undefined,
): Promise<Result<Omit<ReceivedFile, "sha256">, "forbidden" | "file_missing">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const { uploadId, fileName, bytes } = file;
  await db().transaction(async (tx) => {
    await insertUpload(tx, { id: uploadId, memberId: actor.memberId, fileName, bytes });
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
