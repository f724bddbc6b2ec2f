import { db } from "#db/client.ts";
import { findUpload, type Upload } from "#db/queries/datasets-uploads.ts";
import { type CollectionRow, findCollection } from "#db/queries/knowledge/collections.ts";
import { insertDocument, lockOlder } from "#db/queries/knowledge/documents.ts";
import { findEmbedded } from "#db/queries/knowledge/passages.ts";
import type { StoredMetadata } from "#db/schema/knowledge.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { registerUpload } from "#lib/datasets/register-upload.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { reservationOf } from "#lib/models/price.ts";
import { type Money, money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type DatasetSource, writeDatasetDocument } from "./dataset-document.ts";
import { indexDocumentJob } from "./jobs.ts";
import { DOCUMENT_EXTENSIONS, kindOfName } from "./reading/document-extensions.ts";
import { readInThread } from "./reading/read-in-thread.ts";
import { removeDocuments } from "./remove-documents.ts";
import { textHash } from "./text-hash.ts";

const MOST_BYTES = 64 * 1024 ** 2;
/** A person waits for what it would cost. */
const ESTIMATE_TIMEOUT_MS = 60_000;
const HASHES_AT_ONCE = 1_000;

/** A file that came with the request, one that was uploaded before, or rows of a dataset. */
export interface DocumentSource {
  file: Omit<ReceivedFile, "sha256"> | undefined;
  uploadId?: string | undefined;
  rows?: DatasetSource | undefined;
}

/**
 * Puts a document into a collection: it is read and its passages are embedded by a worker, and only then does it take the
 * place of the former one of its name. Rows of a dataset are a document too, a passage each. Needs `collections:write`, and
 * `datasets:read` for rows. Refuses a file that is too large or of no kind that is read, and what `writeDatasetDocument`
 * does; what is wrong inside a file is told by its status.
 */
export async function addDocument(
  actor: Actor,
  collectionId: string,
  { metadata, ...source }: DocumentSource & { metadata: StoredMetadata },
): Promise<Result<{ id: string }>> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  const collection = await findCollection(db(), collectionId);
  if (!collection) return refuse("not_found");
  const upload = await takeFile(actor, source);
  if (!upload.ok) return upload;
  const { id: uploadId, bytes } = upload.value;
  const rows = source.file || source.uploadId !== undefined ? undefined : source.rows;
  const ofPart = rows?.part === undefined ? {} : { part: rows.part };
  const said = rows ? { ...metadata, datasetId: rows.datasetId, ...ofPart } : metadata;
  const fileName = upload.value.fileName.normalize("NFC");
  const id = newId();
  const document = { id, collectionId, fileName };
  await db().transaction(async (tx) => {
    const before = await lockOlder(tx, document);
    // What was never ready is overtaken; what is found now stays so until this one is ready.
    await removeDocuments(
      tx,
      before.filter(({ isCurrent }) => !isCurrent),
    );
    await insertDocument(tx, {
      ...{ ...document, uploadId, bytes, metadata: said, status: "queued", createdBy: actor.memberId },
    });
    await enqueue(tx, indexDocumentJob, { documentId: id });
    await recordAudit(tx, actor, {
      action: before.length > 0 ? "documents.replace" : "documents.add",
      targetType: "document",
      targetId: id,
      after: { collection: collection.name, fileName, bytes },
    });
  });
  return accept({ id });
}

/** What indexing a document would come to. */
export interface DocumentEstimate {
  /** To add the file without sending it again. */
  uploadId: string;
  fileName: string;
  bytes: number;
  passages: number;
  /** Of these, those whose text the collection does not have yet. */
  newPassages: number;
  newTokens: number;
  cost: Money;
  simulated: boolean;
}

/** Reads a document and says what indexing it would cost. Needs `collections:write`; refuses with what is wrong with the file. */
export async function estimateDocument(
  actor: Actor,
  collectionId: string,
  source: DocumentSource,
): Promise<Result<DocumentEstimate>> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  const collection = await findCollection(db(), collectionId);
  if (!collection) return refuse("not_found");
  const model = await loadCallableModel(db(), collection.embeddingModelId);
  if (!model.ok) return model;
  const upload = await takeFile(actor, source);
  if (!upload.ok) return upload;
  const { id: uploadId, fileName, bytes } = upload.value;
  const read = await readTexts(upload.value, model.value);
  if (!read.ok) return read;
  const { passages, tokensByHash } = read.value;
  const missing = await withoutEmbedded(collection, tokensByHash);
  const newTokens = [...missing.values()].reduce((sum, tokens) => sum + tokens, 0);
  const { price, simulated } = model.value;
  return accept({
    ...{ uploadId, fileName, bytes, passages, newPassages: missing.size, newTokens, simulated },
    cost: money(reservationOf(newTokens, 0, price), price.currency),
  });
}

async function takeFile(
  actor: Actor,
  { file, uploadId, rows }: DocumentSource,
): Promise<Result<Pick<Upload, "id" | "fileName" | "bytes">>> {
  if (rows && !file && uploadId === undefined) return takeRows(actor, rows);
  if (uploadId !== undefined && !file) {
    const upload = await findUpload(db(), uploadId);
    if (!upload || upload.memberId !== actor.memberId) return refuse("upload_gone");
    return check(upload);
  }
  if (!file) return refuse("file_missing");
  const fits = check({ ...file, id: file.uploadId });
  if (!fits.ok) return fits;
  const registered = await registerUpload(actor, file);
  return registered.ok ? fits : registered;
}

async function takeRows(
  actor: Actor,
  rows: DatasetSource,
): Promise<Result<Pick<Upload, "id" | "fileName" | "bytes">>> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const written = await writeDatasetDocument(rows);
  if (!written.ok) return written;
  const { uploadId: id, fileName, bytes } = written.value;
  if (bytes > MOST_BYTES) return refuse("document_too_large", { megabytes: MOST_BYTES / 1024 ** 2 });
  const registered = await registerUpload(actor, written.value);
  return registered.ok ? accept({ id, fileName, bytes }) : registered;
}

function check<File extends { fileName: string; bytes: number }>(file: File): Result<File> {
  if (file.bytes > MOST_BYTES) return refuse("document_too_large", { megabytes: MOST_BYTES / 1024 ** 2 });
  const kind = kindOfName(file.fileName);
  if (!kind || kind === "rows") return refuse("document_kind", { kinds: DOCUMENT_EXTENSIONS.join(", ") });
  return accept(file);
}

async function readTexts(
  { id, fileName }: Pick<Upload, "id" | "fileName">,
  { name: modelName }: CallableModel,
): Promise<Result<{ passages: number; tokensByHash: Map<string, number> }>> {
  const copy = await (await objectStore()).localCopy(uploadKey(id));
  if (!copy) return refuse("upload_gone");
  const signal = AbortSignal.timeout(ESTIMATE_TIMEOUT_MS);
  const tokensByHash = new Map<string, number>();
  let passages = 0;
  try {
    for await (const read of readInThread({ path: copy.path, fileName, modelName }, signal))
      for (const passage of read) {
        passages++;
        tokensByHash.set(textHash(passage), passage.tokens);
      }
    return accept({ passages, tokensByHash });
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, refusal: cause.refusal };
    if (signal.aborted) return refuse("document_too_complex");
    throw cause;
  } finally {
    await copy.release();
  }
}

async function withoutEmbedded(
  { id }: CollectionRow,
  tokensByHash: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const missing = new Map(tokensByHash);
  const hashes = [...tokensByHash.keys()];
  for (let from = 0; from < hashes.length; from += HASHES_AT_ONCE)
    for (const hash of await findEmbedded(db(), id, hashes.slice(from, from + HASHES_AT_ONCE)))
      missing.delete(hash);
  return missing;
}
