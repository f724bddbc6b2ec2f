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
/** It looks on where it has found fewer than are wanted. */
const FIRST_VERSION_TO_LOOK_ON = "0.8";
/** Of those nearest some may not be found: of a document that is not ready, or left out by a filter. */
const LOOKED_AT_PER_FOUND = 4;

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

/** How many vectors the table holds. */
export async function countVectors(tx: Db, collectionId: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from ${tableOf(collectionId)}`,
  );
  return row?.count ?? 0;
}

/** Whether the table has an index of neighbours. */
export async function hasVectorIndex(tx: Db, collectionId: string): Promise<boolean> {
  const [row] = await tx.execute<{ there: boolean }>(
    sql`select to_regclass(${`${SCHEMA}.${indexOf(collectionId)}`}) is not null as there`,
  );
  return row?.there ?? false;
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

/** What is looked for among the vectors of a collection. */
export interface NearestQuestion {
  vector: readonly number[];
  limit: number;
  findable: Findable;
}

/** The passages nearest to a vector, nearest first. */
export async function findNearest(
  tx: Db,
  collectionId: string,
  question: NearestQuestion,
): Promise<{ id: string; similarity: number }[]> {
  const isIndexed = await hasVectorIndex(tx, collectionId);
  const nearest = isIndexed ? await findByIndex(tx, collectionId, question) : null;
  // Where most of the nearest may not be found, each that may is compared.
  const enough = nearest && nearest.length >= question.limit ? nearest : null;
  return enough ?? (await findByComparing(tx, collectionId, question));
}

interface Near extends Record<string, unknown> {
  id: string;
  similarity: number;
}

async function findByComparing(
  tx: Db,
  collectionId: string,
  { vector, limit, findable }: NearestQuestion,
): Promise<Near[]> {
  // In one statement, the planner could take the index after all, which misses some.
  const rows = await tx.execute<Near>(sql`
    with compared as materialized (
      select p.id, ${distanceTo(vector)} as distance
      from ${tableOf(collectionId)} t
        join passages p on p.collection_id = ${collectionId}::uuid and p.text_hash = t.text_hash
        join documents d on d.id = p.document_id
      where ${findable}
    )
    select id, (1 - distance)::float8 as similarity from compared order by distance limit ${limit}`);
  return [...rows].filter(isComparable);
}

async function findByIndex(
  tx: Db,
  collectionId: string,
  { vector, limit, findable }: NearestQuestion,
): Promise<Near[]> {
  const looked = limit * LOOKED_AT_PER_FOUND;
  return tx.transaction(async (inner) => {
    await lookFurther(inner, looked);
    // Joined at once, the planner would compare all of them after all.
    const rows = await inner.execute<Near>(sql`
      with near as materialized (
        select t.text_hash, ${distanceTo(vector)} as distance from ${tableOf(collectionId)} t
        order by ${distanceTo(vector)} limit ${looked}
      )
      select p.id, (1 - near.distance)::float8 as similarity
      from near
        join passages p on p.collection_id = ${collectionId}::uuid and p.text_hash = near.text_hash
        join documents d on d.id = p.document_id
      where ${findable}
      order by near.distance limit ${limit}`);
    return [...rows].filter(isComparable);
  });
}

// The vector of a text without any direction.
function isComparable({ similarity }: Near): boolean {
  return Number.isFinite(similarity);
}

function distanceTo(vector: readonly number[]): SQL {
  const { length } = vector;
  const asked = sql`${`{${vector.join()}}`}::real[]::${typeOf(length)}`;
  return length > LONGEST_INDEXED && length <= LONGEST_INDEXED_IN_HALF
    ? sql`${comparedIn(length, sql`t.embedding`)} <=> ${asked}::halfvec(${sql.raw(String(length))})`
    : sql`t.embedding <=> ${asked}`;
}

async function lookFurther(tx: Db, looked: number): Promise<void> {
  const { installed } = await readVectorSupport(tx);
  // Up to tens of thousands of vectors the planner thinks that comparing with each is cheaper.
  await tx.execute(sql`select set_config('enable_seqscan', 'off', true)`);
  await tx.execute(sql`select set_config('hnsw.ef_search', ${String(Math.min(1_000, looked))}, true)`);
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
