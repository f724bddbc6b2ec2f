import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { collections } from "#db/schema/knowledge.ts";
import { models, providers } from "#db/schema/models.ts";

export type CollectionRow = typeof collections.$inferSelect;

/** A collection with the names around it and what its documents come to. */
export interface CollectionWithFigures extends CollectionRow {
  modelName: string | null;
  providerName: string | null;
  providerKind: string | null;
  createdByName: string | null;
  /** Documents that are there to be found, or on their way. */
  documents: number;
  indexing: number;
  failed: number;
  passages: number;
}

const ofCollection = sql`from documents d where d.collection_id = ${collections.id}`;

const withFigures = {
  collection: collections,
  modelName: models.name,
  providerName: providers.name,
  providerKind: providers.kind,
  createdByName: members.name,
  documents: sql<number>`(select count(*) filter (where d.is_current or d.status in ('queued', 'indexing'))::int ${ofCollection})`,
  indexing: sql<number>`(select count(*) filter (where d.status in ('queued', 'indexing'))::int ${ofCollection})`,
  failed: sql<number>`(select count(*) filter (where d.status = 'failed')::int ${ofCollection})`,
  passages: sql<number>`(select coalesce(sum(d.passage_count) filter (where d.is_current), 0)::int ${ofCollection})`,
};

function select(tx: Db) {
  return tx
    .select(withFigures)
    .from(collections)
    .leftJoin(models, eq(models.id, collections.embeddingModelId))
    .leftJoin(providers, eq(providers.id, models.providerId))
    .leftJoin(members, eq(members.id, collections.createdBy));
}

/** Adds a collection. */
export async function insertCollection(tx: Db, row: typeof collections.$inferInsert): Promise<void> {
  await tx.insert(collections).values(row);
}

/** The names of collections, archived ones among them. */
export async function findCollectionNames(
  tx: Db,
  ids: readonly string[],
): Promise<Pick<CollectionRow, "id" | "name" | "archivedAt">[]> {
  const { id, name, archivedAt } = collections;
  return tx
    .select({ id, name, archivedAt })
    .from(collections)
    .where(
      inArray(
        id,
        ids.filter((one) => isUuid(one)),
      ),
    );
}

/** A collection that is not archived; `null` when there is none. */
export async function findCollection(tx: Db, id: string): Promise<CollectionRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(collections)
    .where(and(eq(collections.id, id), isNull(collections.archivedAt)));
  return found ?? null;
}

/** The same, its row the transaction's own until it ends. */
export async function lockCollection(tx: Db, id: string): Promise<CollectionRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(collections)
    .where(and(eq(collections.id, id), isNull(collections.archivedAt)))
    .for("update")) as CollectionRow[];
  return found ?? null;
}

/** A collection that is not archived, with its figures; `null` when there is none. */
export async function findCollectionWithFigures(tx: Db, id: string): Promise<CollectionWithFigures | null> {
  if (!isUuid(id)) return null;
  const [found] = await select(tx).where(and(eq(collections.id, id), isNull(collections.archivedAt)));
  return found ? flat(found) : null;
}

/** A page of collections, the latest first; one more than `limit` tells that there are more. */
export async function listCollections(
  tx: Db,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<CollectionWithFigures[]> {
  const wanted = and(isNull(collections.archivedAt), before ? lt(collections.id, before) : undefined);
  const found = await select(tx)
    .where(wanted)
    .orderBy(desc(collections.id))
    .limit(limit + 1);
  return found.map(flat);
}

/** Changes a collection. */
export async function updateCollection(
  tx: Db,
  id: string,
  change: Partial<typeof collections.$inferInsert>,
): Promise<void> {
  await tx.update(collections).set(change).where(eq(collections.id, id));
}

/** Notes how long the vectors of a collection are, once. @returns how long they are. */
export async function noteDimensions(tx: Db, id: string, dimensions: number): Promise<number> {
  const [noted] = await tx
    .update(collections)
    .set({ dimensions: sql`coalesce(${collections.dimensions}, ${dimensions}::int)` })
    .where(eq(collections.id, id))
    .returning({ dimensions: collections.dimensions });
  return noted?.dimensions ?? dimensions;
}

function flat({ collection, ...figures }: Awaited<ReturnType<typeof select>>[number]): CollectionWithFigures {
  return { ...collection, ...figures };
}
