import { db } from "#db/client.ts";
import {
  type CollectionWithFigures,
  findCollection,
  findCollectionWithFigures,
  listCollections as listRows,
} from "#db/queries/knowledge/collections.ts";
import {
  type DocumentStatus,
  type DocumentWithAuthor,
  findDocument,
  listDocuments as listDocumentRows,
} from "#db/queries/knowledge/documents.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type VectorReadiness, vectorReadiness } from "./ready-vectors.ts";

type Refused = "forbidden" | "not_found";

/** A page of the collections, the latest first, one more than `limit`. Needs `collections:read`. */
export async function listCollections(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<CollectionWithFigures[], "forbidden">> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  return accept(await listRows(db(), { limit, before: decodeIdCursor(cursor) }));
}

/** A collection, and whether this installation can search by vectors. Needs `collections:read`. */
export async function getCollection(
  actor: Actor,
  id: string,
): Promise<Result<{ collection: CollectionWithFigures; vectors: VectorReadiness }, Refused>> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  const collection = await findCollectionWithFigures(db(), id);
  if (!collection) return refuse("not_found");
  return accept({ collection, vectors: await vectorReadiness() });
}

/** A page of a collection's documents, the latest first, one more than `limit`. Needs `collections:read`. */
export async function listDocuments(
  actor: Actor,
  {
    id,
    limit,
    cursor,
    status,
  }: { id: string; limit: number; cursor?: string | undefined; status?: DocumentStatus | undefined },
): Promise<Result<{ documents: DocumentWithAuthor[]; currency: string }, Refused>> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  const collection = await findCollection(db(), id);
  if (!collection) return refuse("not_found");
  const documents = await listDocumentRows(db(), id, { limit, before: decodeIdCursor(cursor), status });
  return accept({ documents, currency: collection.currency });
}

/** A document of a collection. Needs `collections:read`. */
export async function getDocument(
  actor: Actor,
  { id, documentId }: { id: string; documentId: string },
): Promise<Result<{ document: DocumentWithAuthor; currency: string }, Refused>> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  const collection = await findCollection(db(), id);
  const document = collection && (await findDocument(db(), id, documentId));
  return document ? accept({ document, currency: collection.currency }) : refuse("not_found");
}
