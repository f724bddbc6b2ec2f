import { db } from "#db/client.ts";
import { type CollectionRow, findCollection } from "#db/queries/knowledge/collections.ts";
import {
  countEmbedded,
  type DocumentRow,
  holdsDocument,
  lockOlder,
  takeDocument,
  updateDocument,
} from "#db/queries/knowledge/documents.ts";
import {
  countPassages,
  insertPassages,
  removeOrphanVectors,
  removePassages,
} from "#db/queries/knowledge/passages.ts";
import { enterLostIndexCalls } from "#lib/calls/index-account.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import type { Failure } from "#lib/failure.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { watchPaces } from "#lib/pacing/watch-paces.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { type EmbeddingEnding, embedPassages } from "./embed-passages.ts";
import { indexDocumentJob } from "./jobs.ts";
import { readInThread } from "./reading/read-in-thread.ts";
import { embeddedText, type Passage } from "./reading/split-passages.ts";
import { fillVectors, tidyVectors } from "./ready-vectors.ts";
import { removeDocuments } from "./remove-documents.ts";
import { passageTerms } from "./terms.ts";
import { textHash } from "./text-hash.ts";

/** The process may stop 8 s after it was asked to; calls that end before are kept like any other. */
const GRACE_MS = 5_000;

/**
 * The job: reads a document and has its passages embedded, from wherever an earlier run left off. When all is there it
 * takes the place of the former document of its name.
 * @throws when it was asked to stop while it read, so that the queue runs it again.
 */
export async function runIndexDocument(
  { documentId }: { documentId: string },
  signal: AbortSignal,
): Promise<void> {
  const document = await takeUp(documentId);
  if (!document) return;
  const collection = await findCollection(db(), document.collectionId);
  if (!collection) return;
  const model = await loadCallableModel(db(), collection.embeddingModelId);
  if (!model.ok) return fail(document, model.refusal);
  if (!document.readAt) {
    const failure = await readPassages(document, model.value, signal);
    if (failure) return fail(document, failure);
  }
  const ending = await embedAll(document, collection, model.value, signal);
  if (ending.kind === "failed") return fail(document, ending.failure);
  if (ending.kind === "done") return finish(document, signal);
  if (signal.reason !== LOST) await handOn(document);
}

/** The job was tried in vain: the document says so. Calls whose end nobody saw are in the ledger as unknown. */
export async function giveUpIndexDocument({ documentId }: { documentId: string }): Promise<void> {
  const document = await takeUp(documentId);
  if (document) await fail(document, { code: "given_up" });
}

function takeUp(documentId: string): Promise<DocumentRow | null> {
  return db().transaction(async (tx) => {
    const document = await takeDocument(tx, documentId);
    if (document) await enterLostIndexCalls(tx, documentId);
    return document;
  });
}

/** @returns why it could not be read; `null` when all of its passages are there. */
async function readPassages(
  document: DocumentRow,
  { name: modelName }: CallableModel,
  signal: AbortSignal,
): Promise<Failure | null> {
  const { id: documentId, collectionId, fileName, uploadId } = document;
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) return { code: "upload_gone" };
  try {
    await removePassages(db(), documentId);
    let position = 0;
    for await (const passages of readInThread({ path: copy.path, fileName, modelName }, signal)) {
      const rows = passages.map((passage) => rowOf(passage, position++));
      const isOurs = await db().transaction(async (tx) => {
        if (!(await holdsDocument(tx, document))) return false;
        await insertPassages(tx, { documentId, collectionId }, rows);
        await updateDocument(tx, documentId, { passageCount: position });
        return true;
      });
      if (!isOurs) return null;
    }
    await db().transaction(async (tx) => {
      if (!(await holdsDocument(tx, document))) return;
      const { passages: passageCount, tokens } = await countPassages(tx, documentId);
      await updateDocument(tx, documentId, { passageCount, tokens, readAt: new Date() });
      await countEmbedded(tx, document);
    });
    return null;
  } catch (error) {
    if (error instanceof FileRefusal) return error.refusal;
    throw error;
  } finally {
    await copy.release();
  }
}

function rowOf(passage: Passage, position: number) {
  const { text, place, tokens } = passage;
  const terms = passageTerms(embeddedText(passage));
  return { id: newId(), position, text, place, textHash: textHash(passage), tokens, terms };
}

async function embedAll(
  document: DocumentRow,
  { currency }: CollectionRow,
  model: CallableModel,
  signal: AbortSignal,
): Promise<EmbeddingEnding> {
  const { id, fence, collectionId, createdBy } = document;
  if (currency !== model.price.currency)
    return { kind: "failed", failure: { code: "collection_currency", params: { currency } } };
  const aborting = new AbortController();
  const stop = () => setTimeout(() => aborting.abort(), GRACE_MS).unref();
  signal.addEventListener("abort", stop, { once: true });
  const paces = await watchPaces([model.id]);
  try {
    return await embedPassages({
      document: { id, fence, collectionId },
      indexedFor: { collectionId, memberId: createdBy, currency, document: { id, fence } },
      callee: { model, gate: gateTo(model) },
      leaving: signal,
      aborting: aborting.signal,
      onKept: async () => {
        const now = await findCollection(db(), collectionId);
        if (now) await fillVectors(now);
      },
    });
  } finally {
    signal.removeEventListener("abort", stop);
    paces.leave();
  }
}

async function finish(document: DocumentRow, signal: AbortSignal): Promise<void> {
  const { id, collectionId } = document;
  const isReady = await db().transaction(async (tx) => {
    const replaced = await lockOlder(tx, document);
    if (!(await holdsDocument(tx, document))) return false;
    await removeDocuments(tx, replaced);
    const finishedAt = new Date();
    await updateDocument(tx, id, { status: "ready", failure: null, isCurrent: true, finishedAt });
    await countEmbedded(tx, document);
    await removeOrphanVectors(tx, collectionId);
    return true;
  });
  if (!isReady) return;
  log.info({ documentId: id, collectionId }, "a document was indexed");
  const collection = await findCollection(db(), collectionId);
  if (collection) await tidyVectors(collection, signal);
}

async function fail(document: DocumentRow, { code, params }: Failure): Promise<void> {
  await db().transaction(async (tx) => {
    if (!(await holdsDocument(tx, document))) return;
    const failure = { code, ...(params && { params }) };
    await updateDocument(tx, document.id, { status: "failed", failure, finishedAt: new Date() });
  });
}

// Whoever has taken the document over meanwhile goes on with it already.
async function handOn(document: DocumentRow): Promise<void> {
  await db().transaction(async (tx) => {
    if (!(await holdsDocument(tx, document))) return;
    await updateDocument(tx, document.id, { status: "queued" });
    await enqueue(tx, indexDocumentJob, { documentId: document.id });
  });
}
