import { db } from "#db/client.ts";
import { findCollection } from "#db/queries/knowledge/collections.ts";
import { lockDocument, updateDocument } from "#db/queries/knowledge/documents.ts";
import { removeOrphanVectors } from "#db/queries/knowledge/passages.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { fillVectorsJob, indexDocumentJob } from "./jobs.ts";
import { removeDocuments } from "./remove-documents.ts";

interface Place {
  id: string;
  documentId: string;
}

/** Removes a document from a collection, with its passages: no search finds it any more. Needs `collections:write`. */
export async function removeDocument(
  actor: Actor,
  { id, documentId }: Place,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  const collection = await findCollection(db(), id);
  if (!collection) return refuse("not_found");
  return db().transaction(async (tx) => {
    const document = await lockDocument(tx, id, documentId);
    if (!document) return refuse("not_found");
    await removeDocuments(tx, [document]);
    await removeOrphanVectors(tx, id);
    await enqueue(tx, fillVectorsJob, { collectionId: id }, { singletonKey: id });
    await recordAudit(tx, actor, {
      action: "documents.remove",
      targetType: "document",
      targetId: documentId,
      before: { collection: collection.name, fileName: document.fileName },
    });
    return accept({ id: documentId });
  });
}

/**
 * Has a document that failed indexed again; what was read and embedded before is kept and not paid again. Needs
 * `collections:write`. Refuses a document that did not fail.
 */
export async function retryDocument(
  actor: Actor,
  { id, documentId }: Place,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "document_not_failed">> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  if (!(await findCollection(db(), id))) return refuse("not_found");
  return db().transaction(async (tx) => {
    const document = await lockDocument(tx, id, documentId);
    if (!document) return refuse("not_found");
    // Asked for twice, it is done once.
    if (document.status === "queued" || document.status === "indexing") return accept({ id: documentId });
    if (document.status !== "failed") return refuse("document_not_failed");
    await updateDocument(tx, documentId, { status: "queued", failure: null, finishedAt: null });
    await enqueue(tx, indexDocumentJob, { documentId });
    await recordAudit(tx, actor, {
      action: "documents.retry",
      targetType: "document",
      targetId: documentId,
      after: { fileName: document.fileName },
    });
    return accept({ id: documentId });
  });
}
