import { db } from "#db/client.ts";
import { findUpload, insertUpload } from "#db/queries/datasets-uploads.ts";
import { isWorkbookOfChannel } from "#db/queries/publishing/channels.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { cleanUploadsJob } from "#lib/datasets/jobs.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { KEPT_FOR_MS } from "#lib/datasets/stale-file.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import type { WorkbookChoice, WorkbookInspection } from "./inspect-workbook.ts";
import { inspectUploaded } from "./open-upload.ts";

/** A workbook that a channel may fill, with what it holds. */
export interface UploadedWorkbook extends WorkbookInspection {
  uploadId: string;
  fileName: string;
  bytes: number;
}

const A_WHILE_MS = 60 * 60_000;

/**
 * Takes a workbook that a channel is to fill; one that no channel is made of is removed after a day. Needs
 * `channels:write`. Refuses with what is wrong with the file: macros, a password, links that run something.
 */
export async function receiveWorkbook(
  actor: Actor,
  file: ReceivedFile | undefined,
  choice: WorkbookChoice = {},
): Promise<Result<UploadedWorkbook>> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const { uploadId, bytes } = file;
  const fileName = storableText(file.fileName);
  const inspected = await look(uploadId, choice);
  if (!inspected.ok) return inspected;
  await db().transaction(async (tx) => {
    await insertUpload(tx, { id: uploadId, memberId: actor.memberId, fileName, bytes });
    await enqueue(tx, cleanUploadsJob, {}, { startAfter: new Date(Date.now() + KEPT_FOR_MS + A_WHILE_MS) });
    const entry = { action: "uploads.create", targetType: "upload", targetId: uploadId };
    await recordAudit(tx, actor, { ...entry, after: { fileName, bytes } });
  });
  return accept({ uploadId, fileName, bytes, ...inspected.value });
}

/**
 * What a workbook holds that the actor sent, or that a channel fills, with other rows or another sheet than would be
 * guessed. Needs `channels:write`.
 */
export async function viewWorkbook(
  actor: Actor,
  uploadId: string,
  choice: WorkbookChoice,
): Promise<Result<UploadedWorkbook>> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  const upload = await findUpload(db(), uploadId);
  const isKnown =
    upload?.memberId === actor.memberId || (upload && (await isWorkbookOfChannel(db(), uploadId)));
  if (!upload || !isKnown) return refuse("not_found");
  const { fileName, bytes } = upload;
  const inspected = await look(uploadId, choice);
  return inspected.ok ? accept({ uploadId, fileName, bytes, ...inspected.value }) : inspected;
}

async function look(uploadId: string, choice: WorkbookChoice): Promise<Result<WorkbookInspection>> {
  try {
    return accept(await inspectUploaded(uploadId, choice));
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, refusal: cause.refusal };
    throw cause;
  }
}
