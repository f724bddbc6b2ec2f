import { type Db, database, db } from "#db/client.ts";
import type { CollectionRow } from "#db/queries/knowledge/collections.ts";
import { findCollection } from "#db/queries/knowledge/collections.ts";
import {
  countVectors,
  fillVectorTable,
  hasVectorIndex,
  hasVectorTable,
  indexVectorTable,
  installVectors,
  makeVectorTable,
  readVectorSupport,
  tidyVectorTable,
} from "#db/queries/knowledge/vector-tables.ts";
import { log } from "#lib/observability/log.ts";

/** Whether passages can be searched by vectors here, and if not, who has to do what. */
export type VectorReadiness = "ready" | "extension_missing" | "extension_not_allowed";

const VECTORS_AT_ONCE = 200;
/** Up to so many vectors comparing with every one is quick, and misses none. */
const INDEXED_FROM = 10_000;

/** Whether this database has pgvector; switches it on where that is allowed. */
export async function vectorReadiness(tx: Db = db()): Promise<VectorReadiness> {
  const { installed, available } = await readVectorSupport(tx);
  if (installed) return "ready";
  if (!available) return "extension_missing";
  try {
    await installVectors(tx);
    return "ready";
  } catch (err) {
    log.warn({ err }, "pgvector is there but could not be switched on");
    return "extension_not_allowed";
  }
}

/** Brings what vector searches of a collection go by up to its vectors, as far as this database can. */
export async function fillVectors(
  { id, dimensions }: Pick<CollectionRow, "id" | "dimensions">,
  signal?: AbortSignal,
): Promise<void> {
  if (dimensions === null || (await vectorReadiness()) !== "ready") return;
  await makeVectorTable(db(), id, dimensions);
  const limit = VECTORS_AT_ONCE;
  while ((await fillVectorTable(db(), id, { dimensions, limit })) > 0) signal?.throwIfAborted();
}

/** The same, and takes out what is no more; a large collection gets an index of neighbours. */
export async function tidyVectors(
  collection: Pick<CollectionRow, "id" | "dimensions">,
  signal?: AbortSignal,
): Promise<void> {
  const { id, dimensions } = collection;
  await fillVectors(collection, signal);
  if (dimensions === null || !(await hasVectorTable(db(), id))) return;
  await tidyVectorTable(db(), id);
  const [count, isIndexed] = [await countVectors(db(), id), await hasVectorIndex(db(), id)];
  // On the embedded database everybody waits while it is made, some 20 ms for each vector.
  if (count >= INDEXED_FROM && !isIndexed && database().kind === "postgres")
    await indexVectorTable(db(), id, dimensions);
}

/** The job: fills what is missing for searches. */
export async function runFillVectors(
  { collectionId }: { collectionId: string },
  signal: AbortSignal,
): Promise<void> {
  const collection = await findCollection(db(), collectionId);
  if (collection) await tidyVectors(collection, signal);
}
