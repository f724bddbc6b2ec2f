import { type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";

/** Whether this database has pgvector. */
export interface VectorSupport {
  /** The version that is switched on here; `null` for none. */
  installed: string | null;
  /** The version that could be switched on; `null` where the server has none. */
  available: string | null;
}

// Not among the product's own tables: what stands here is made anew from the numbers in passage_vectors wherever
// pgvector is, and a backup goes also to where it is not.
const SCHEMA = "knowledge_vectors";
const LOCK = 7_209_466_302;
/** An index holds vectors of this length at most, and at half the precision twice as long ones. */
const LONGEST_INDEXED = 2_000;
const LONGEST_INDEXED_IN_HALF = 4_000;
/** It looks on where a filter leaves too few of what it found. */
const FIRST_VERSION_TO_LOOK_ON = "0.8";

/** Whether this database has pgvector, or could have. */
export async function readVectorSupport(tx: Db): Promise<VectorSupport> {
  const [row] = await tx.execute<{ installed: string | null; available: string | null }>(sql`
    select (select extversion from pg_extension where extname = 'vector') as installed,
      (select default_version from pg_available_extensions where name = 'vector') as available`);
  return row ?? { installed: null, available: null };
}

/** Switches pgvector on. @throws where the database's user may not. */
export async function installVectors(tx: Db): Promise<void> {
  await tx.transaction(async (inner) => {
    await inner.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await inner.execute(sql`create extension if not exists vector`);
  });
}

/** Makes the table that a collection's vectors are searched in, if it is not there. */
export async function makeVectorTable(tx: Db, collectionId: string, dimensions: number): Promise<void> {
  await tx.transaction(async (inner) => {
    await inner.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await inner.execute(sql`create schema if not exists ${sql.identifier(SCHEMA)}`);
    await inner.execute(sql`create table if not exists ${tableOf(collectionId)} (
      text_hash text primary key, embedding ${typeOf(dimensions)} not null)`);
  });
}

/** Whether the table is there. */
export async function hasVectorTable(tx: Db, collectionId: string): Promise<boolean> {
  const [row] = await tx.execute<{ there: boolean }>(
    sql`select to_regclass(${`${SCHEMA}.${nameOf(collectionId)}`}) is not null as there`,
  );
  return row?.there ?? false;
}

/** Removes the table, if it is there. */
export async function dropVectorTable(tx: Db, collectionId: string): Promise<void> {
  if (await hasVectorTable(tx, collectionId)) await tx.execute(sql`drop table ${tableOf(collectionId)}`);
}

/** Brings some of what the table lacks into it. @returns how many vectors that were. */
export async function fillVectorTable(
  tx: Db,
  collectionId: string,
  { dimensions, limit }: { dimensions: number; limit: number },
): Promise<number> {
  const added = await tx.execute(sql`
    insert into ${tableOf(collectionId)} (text_hash, embedding)
    select v.text_hash, v.embedding::${typeOf(dimensions)} from passage_vectors v
    where v.collection_id = ${collectionId}::uuid and cardinality(v.embedding) = ${dimensions}
      and not exists (select 1 from ${tableOf(collectionId)} t where t.text_hash = v.text_hash)
    limit ${limit}
    on conflict do nothing
    returning 1`);
  return [...added].length;
}

/** Takes out of the table what no vector stands for any more. */
export async function tidyVectorTable(tx: Db, collectionId: string): Promise<void> {
  await tx.execute(sql`
    delete from ${tableOf(collectionId)} t where not exists (select 1 from passage_vectors v
      where v.collection_id = ${collectionId}::uuid and v.text_hash = t.text_hash)`);
}

/** How many vectors the table holds, and whether it has an index of neighbours. */
export async function readVectorTable(
  tx: Db,
  collectionId: string,
): Promise<{ count: number; isIndexed: boolean }> {
  const [row] = await tx.execute<{ count: number; isIndexed: boolean }>(sql`
    select (select count(*)::int from ${tableOf(collectionId)}) as count,
      to_regclass(${`${SCHEMA}.${indexOf(collectionId)}`}) is not null as "isIndexed"`);
  return row ?? { count: 0, isIndexed: false };
}

/** Gives the table an index of neighbours (HNSW). `false`: vectors of this length have none. */
export async function indexVectorTable(tx: Db, collectionId: string, dimensions: number): Promise<boolean> {
  if (dimensions > LONGEST_INDEXED_IN_HALF) return false;
  const column = comparedIn(dimensions);
  const rule = dimensions > LONGEST_INDEXED ? "halfvec_cosine_ops" : "vector_cosine_ops";
  await tx.execute(sql`create index if not exists ${sql.identifier(indexOf(collectionId))}
    on ${tableOf(collectionId)} using hnsw ((${column}) ${sql.raw(rule)})`);
  return true;
}

/** What of its passages a search of a collection may find, as a condition on `p`, a passage, and `d`, its document. */
export type Findable = SQL;

/** The passages nearest to a vector, nearest first. */
export async function findNearest(
  tx: Db,
  collectionId: string,
  { vector, limit, findable }: { vector: readonly number[]; limit: number; findable: Findable },
): Promise<{ id: string; similarity: number }[]> {
  const { length } = vector;
  const asked = sql`${`{${vector.join()}}`}::real[]::${typeOf(length)}`;
  const distance =
    length > LONGEST_INDEXED && length <= LONGEST_INDEXED_IN_HALF
      ? sql`${comparedIn(length, sql`t.embedding`)} <=> ${asked}::halfvec(${sql.raw(String(length))})`
      : sql`t.embedding <=> ${asked}`;
  return tx.transaction(async (inner) => {
    await lookFurther(inner, limit);
    const rows = await inner.execute<{ id: string; similarity: number }>(sql`
      select p.id, (1 - (${distance}))::float8 as similarity
      from ${tableOf(collectionId)} t
        join passages p on p.collection_id = ${collectionId}::uuid and p.text_hash = t.text_hash
        join documents d on d.id = p.document_id
      where ${findable}
      order by ${distance} limit ${limit}`);
    return [...rows].filter(({ similarity }) => Number.isFinite(similarity));
  });
}

async function lookFurther(tx: Db, limit: number): Promise<void> {
  const { installed } = await readVectorSupport(tx);
  await tx.execute(
    sql`select set_config('hnsw.ef_search', ${String(Math.min(1_000, Math.max(100, limit * 2)))}, true)`,
  );
  if (isAtLeast(installed ?? "0", FIRST_VERSION_TO_LOOK_ON))
    await tx.execute(sql`select set_config('hnsw.iterative_scan', 'strict_order', true)`);
}

function isAtLeast(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, "en", { numeric: true }) >= 0;
}

function comparedIn(dimensions: number, column = sql`embedding`): SQL {
  return dimensions > LONGEST_INDEXED
    ? sql`${column}::halfvec(${sql.raw(String(dimensions))})`
    : sql`${column}`;
}

function typeOf(dimensions: number): SQL {
  return sql`vector(${sql.raw(String(Math.trunc(dimensions)))})`;
}

function tableOf(collectionId: string): SQL {
  return sql`${sql.identifier(SCHEMA)}.${sql.identifier(nameOf(collectionId))}`;
}

function nameOf(collectionId: string): string {
  if (!isUuid(collectionId)) throw new TypeError("A table was asked for that is no collection's.");
  return `c_${collectionId.replaceAll("-", "")}`;
}

function indexOf(collectionId: string): string {
  return `${nameOf(collectionId)}_near`;
}
