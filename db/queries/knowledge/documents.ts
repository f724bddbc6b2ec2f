import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { collections, documents, passages } from "#db/schema/knowledge.ts";

export type DocumentRow = typeof documents.$inferSelect;
export type DocumentStatus = DocumentRow["status"];
export type DocumentWithAuthor = DocumentRow & { createdByName: string | null };

/** Adds a document. */
export async function insertDocument(tx: Db, row: typeof documents.$inferInsert): Promise<void> {
  await tx.insert(documents).values(row);
}

/** A document of a collection; `null` when there is none. */
export async function findDocument(
  tx: Db,
  collectionId: string,
  id: string,
): Promise<DocumentWithAuthor | null> {
  if (!isUuid(collectionId) || !isUuid(id)) return null;
  const [found] = await withAuthor(tx).where(
    and(eq(documents.id, id), eq(documents.collectionId, collectionId)),
  );
  return found ? { ...found.document, createdByName: found.createdByName } : null;
}

/** The same, its row the transaction's own until it ends. */
export async function lockDocument(tx: Db, collectionId: string, id: string): Promise<DocumentRow | null> {
  if (!isUuid(collectionId) || !isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(documents)
    .where(and(eq(documents.id, id), eq(documents.collectionId, collectionId)))
    .for("update")) as DocumentRow[];
  return found ?? null;
}

/** A page of a collection's documents, the latest first; one more than `limit` tells that there are more. */
export async function listDocuments(
  tx: Db,
  collectionId: string,
  {
    limit,
    before,
    status,
  }: { limit: number; before?: string | undefined; status?: DocumentStatus | undefined },
): Promise<DocumentWithAuthor[]> {
  const found = await withAuthor(tx)
    .where(
      and(
        eq(documents.collectionId, collectionId),
        before ? lt(documents.id, before) : undefined,
        status ? eq(documents.status, status) : undefined,
      ),
    )
    .orderBy(desc(documents.id))
    .limit(limit + 1);
  return found.map(({ document, createdByName }) => ({ ...document, createdByName }));
}

/** Changes a document. */
export async function updateDocument(
  tx: Db,
  id: string,
  change: Partial<typeof documents.$inferInsert>,
): Promise<void> {
  await tx.update(documents).set(change).where(eq(documents.id, id));
}

/** Makes a worker the document's owner, which is indexed from now on; `null` when there is nothing to do for it. */
export async function takeDocument(tx: Db, id: string): Promise<DocumentRow | null> {
  const [taken] = await tx
    .update(documents)
    .set({ fence: sql`${documents.fence} + 1`, status: "indexing" })
    .where(
      and(
        eq(documents.id, id),
        inArray(documents.status, ["queued", "indexing"]),
        sql`exists (select 1 from ${collections} c where c.id = ${documents.collectionId} and c.archived_at is null)`,
      ),
    )
    .returning();
  return taken ?? null;
}

/** Whether a document still has this owner; held until the transaction ends. */
export async function holdsDocument(
  tx: Db,
  { id, fence }: Pick<DocumentRow, "id" | "fence">,
): Promise<boolean> {
  const [held] = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.id, id), eq(documents.fence, fence), eq(documents.status, "indexing")))
    // Its calls write on it: two that shared it would wait for each other.
    .for("no key update");
  return held !== undefined;
}

/** Documents of the same name that came before this one, their rows the transaction's own until it ends. Comes before one holds this one. */
export async function lockOlder(
  tx: Db,
  { id, collectionId, fileName }: Pick<DocumentRow, "id" | "collectionId" | "fileName">,
): Promise<DocumentRow[]> {
  return (await tx
    .select()
    .from(documents)
    .where(
      and(eq(documents.collectionId, collectionId), eq(documents.fileName, fileName), lt(documents.id, id)),
    )
    .orderBy(asc(documents.id))
    .for("update")) as DocumentRow[];
}

/** Every document of a collection, their rows the transaction's own until it ends. */
export async function lockDocuments(tx: Db, collectionId: string): Promise<DocumentRow[]> {
  return (await tx
    .select()
    .from(documents)
    .where(eq(documents.collectionId, collectionId))
    .orderBy(asc(documents.id))
    .for("update")) as DocumentRow[];
}

/** Removes a document with its passages. */
export async function deleteDocument(tx: Db, id: string): Promise<void> {
  await tx.delete(documents).where(eq(documents.id, id));
}

/** Whether searches of a collection find rows of a dataset. */
export async function holdsRowsOf(
  tx: Db,
  { collectionId, datasetId }: { collectionId: string; datasetId: string },
): Promise<boolean> {
  if (!isUuid(collectionId)) return false;
  const [row] = await tx.execute<{ holds: boolean }>(sql`
    select exists (select 1 from documents where collection_id = ${collectionId}::uuid and is_current
      and metadata ->> 'datasetId' = ${datasetId}) as holds`);
  return row?.holds ?? false;
}

/** Whether every passage that searches find has a vector. */
export async function isWholeEmbedded(tx: Db, collectionId: string): Promise<boolean> {
  const [row] = await tx.execute<{ lacks: boolean }>(sql`
    select exists (select 1 from documents where collection_id = ${collectionId}::uuid and is_current
      and embedded_count < passage_count) as lacks`);
  return !(row?.lacks ?? false);
}

/** Counts anew how many of a document's passages have a vector. @returns that. */
export async function countEmbedded(tx: Db, { id }: Pick<DocumentRow, "id">): Promise<number> {
  const [counted] = await tx.execute<{ count: number }>(sql`
    update documents d set embedded_count = (select count(*)::int from ${passages} p
      where p.document_id = d.id and exists (select 1 from passage_vectors v
        where v.collection_id = p.collection_id and v.text_hash = p.text_hash))
    where d.id = ${id}::uuid returning embedded_count as count`);
  return counted?.count ?? 0;
}

function withAuthor(tx: Db) {
  return tx
    .select({ document: documents, createdByName: members.name })
    .from(documents)
    .leftJoin(members, eq(members.id, documents.createdBy));
}
