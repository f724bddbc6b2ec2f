import { db } from "#db/client.ts";
import {
  findCollection,
  insertCollection,
  lockCollection,
  updateCollection,
} from "#db/queries/knowledge/collections.ts";
import { lockDocuments, updateDocument } from "#db/queries/knowledge/documents.ts";
import { removeVectors } from "#db/queries/knowledge/passages.ts";
import { dropVectorTable } from "#db/queries/knowledge/vector-tables.ts";
import { findModel, findPriceAt } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enterLostIndexCalls } from "#lib/calls/index-account.ts";
import type { Money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { indexDocumentJob } from "./jobs.ts";
import { removeDocuments } from "./remove-documents.ts";

export interface NewCollection {
  name: string;
  embeddingModelId: string;
  budgetCap?: Money | undefined;
}

export interface CollectionChange {
  name?: string | undefined;
  embeddingModelId?: string | undefined;
  /** `null` takes the cap away. */
  budgetCap?: Money | null | undefined;
}

type ModelRefused = "invalid_input" | "unknown_price" | "collection_currency";

/**
 * Makes an empty collection. Needs `collections:write`. Refuses a model that makes no vectors or whose price is not known,
 * and a cap in another currency than its price.
 */
export async function createCollection(
  actor: Actor,
  { name, embeddingModelId, budgetCap }: NewCollection,
): Promise<Result<{ id: string }, "forbidden" | ModelRefused>> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  const model = await embeddingModel(embeddingModelId);
  if (!model.ok) return model;
  const { currency } = model.value;
  if (budgetCap && budgetCap.currency !== currency) return refuse("collection_currency", { currency });
  const id = newId();
  await db().transaction(async (tx) => {
    const cap = budgetCap?.amount ?? null;
    await insertCollection(tx, {
      ...{ id, name, embeddingModelId, currency, budgetCap: cap, createdBy: actor.memberId },
    });
    await recordAudit(tx, actor, {
      action: "collections.create",
      targetType: "collection",
      targetId: id,
      after: { name, model: model.value.name, budgetCap: cap },
    });
  });
  return accept({ id });
}

/**
 * Renames a collection, sets its cap, or has it embedded by another model: then every document is indexed again, since
 * vectors of two models are never compared. Needs `collections:write`. Refuses as `createCollection` does.
 */
export async function changeCollection(
  actor: Actor,
  id: string,
  { name, embeddingModelId, budgetCap }: CollectionChange,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | ModelRefused>> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  const before = await findCollection(db(), id);
  if (!before) return refuse("not_found");
  const isOther = embeddingModelId !== undefined && embeddingModelId !== before.embeddingModelId;
  const model = isOther ? await embeddingModel(embeddingModelId) : null;
  if (model && !model.ok) return model;
  const currency = before.currency;
  // Its ledger, its cap and what it has spent are in one currency for good.
  if ((model && model.value.currency !== currency) || (budgetCap && budgetCap.currency !== currency))
    return refuse("collection_currency", { currency });
  return db().transaction(async (tx) => {
    if (model) await lockDocuments(tx, id);
    if (!(await lockCollection(tx, id))) return refuse("not_found");
    const change = {
      ...(name !== undefined && { name }),
      ...(budgetCap !== undefined && { budgetCap: budgetCap?.amount ?? null }),
      ...(model && { embeddingModelId: model.value.id, dimensions: null }),
    };
    if (Object.keys(change).length > 0) await updateCollection(tx, id, change);
    if (model) await indexAnew(tx, id);
    await recordAudit(tx, actor, {
      action: "collections.change",
      targetType: "collection",
      targetId: id,
      before: { name: before.name, embeddingModelId: before.embeddingModelId, budgetCap: before.budgetCap },
      after: { ...change },
    });
    return accept({ id });
  });
}

/** Archives a collection: its documents and all that was made of them go. Needs `collections:write`. What it cost stays in the ledger. */
export async function archiveCollection(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "collections:write")) return refuse("forbidden");
  if (!(await findCollection(db(), id))) return refuse("not_found");
  return db().transaction(async (tx) => {
    const documents = await lockDocuments(tx, id);
    const collection = await lockCollection(tx, id);
    if (!collection) return refuse("not_found");
    await updateCollection(tx, id, { archivedAt: new Date() });
    await removeDocuments(tx, documents);
    await removeVectors(tx, id);
    await dropVectorTable(tx, id);
    await recordAudit(tx, actor, {
      action: "collections.archive",
      targetType: "collection",
      targetId: id,
      before: { name: collection.name, documents: documents.length },
    });
    return accept({ id });
  });
}

// Workers that hold a document hold it no more: what they ask the former model is in the ledger as unknown.
async function indexAnew(tx: Parameters<typeof lockDocuments>[0], id: string): Promise<void> {
  await removeVectors(tx, id);
  await dropVectorTable(tx, id);
  for (const { id: documentId, fence } of await lockDocuments(tx, id)) {
    await enterLostIndexCalls(tx, documentId);
    const change = { status: "queued", failure: null, fence: fence + 1, embeddedCount: 0 } as const;
    await updateDocument(tx, documentId, { ...change, finishedAt: null });
    await enqueue(tx, indexDocumentJob, { documentId });
  }
}

async function embeddingModel(
  id: string,
): Promise<Result<{ id: string; name: string; currency: string }, ModelRefused>> {
  const found = await findModel(db(), id);
  const isThere = found && !found.model.archivedAt && !found.provider.archivedAt;
  if (!isThere) return refuse("invalid_input", {}, [{ path: "embeddingModelId", code: "not_found" }]);
  if (found.model.kind !== "embedding")
    return refuse("invalid_input", {}, [{ path: "embeddingModelId", code: "model_not_embedding" }]);
  const price = await findPriceAt(db(), id, new Date());
  if (!price) return refuse("unknown_price", { model: found.model.name });
  return accept({ id, name: found.model.name, currency: price.currency });
}
