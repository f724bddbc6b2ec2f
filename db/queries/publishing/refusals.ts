import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { publicationRefusals } from "#db/schema/publishing.ts";

/** An item that a publication left out, and why. */
export type RefusalRow = typeof publicationRefusals.$inferSelect;

/** Keeps what a publication leaves out; what an earlier run of it kept stays. */
export async function keepRefusals(tx: Db, refusals: readonly RefusalRow[]): Promise<void> {
  if (refusals.length > 0)
    await tx
      .insert(publicationRefusals)
      .values([...refusals])
      .onConflictDoNothing();
}

/** How many items each of these publications left out; those that left out none are not named. */
export async function countRefusals(tx: Db, publicationIds: readonly string[]): Promise<Map<string, number>> {
  if (publicationIds.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; count: number }>(sql`
    select publication_id as id, count(*)::int as count from publication_refusals
    where publication_id in ${[...publicationIds]} group by publication_id`);
  return new Map([...rows].map(({ id, count }) => [id, count]));
}

/** How many items a publication left out for each first reason. */
export async function countRefusalCauses(
  tx: Db,
  publicationId: string,
): Promise<{ code: string; count: number }[]> {
  const rows = await tx.execute<{ code: string; count: number }>(sql`
    select coalesce(problems -> 0 ->> 'code', '') as code, count(*)::int as count from publication_refusals
    where publication_id = ${publicationId} group by 1 order by 2 desc, 1`);
  return [...rows];
}

/** What a publication left out, in order, after a sequence number. */
export async function listRefusals(
  tx: Db,
  { publicationId, after, limit }: { publicationId: string; after: number; limit: number },
): Promise<RefusalRow[]> {
  const rows = await tx.execute(sql`
    select publication_id as "publicationId", seq, key, language, problems from publication_refusals
    where publication_id = ${publicationId} and seq > ${after} order by seq limit ${limit}`);
  return rows as unknown as RefusalRow[];
}

/** Which of these items a publication left out. */
export async function readRefused(
  tx: Db,
  publicationId: string,
  seqs: readonly number[],
): Promise<Set<number>> {
  if (seqs.length === 0) return new Set();
  const rows = await tx.execute<{ seq: number }>(sql`
    select seq from publication_refusals where publication_id = ${publicationId} and seq in ${[...seqs]}`);
  return new Set([...rows].map(({ seq }) => seq));
}

/** Forgets why items of a batch were left out: their words are in it. That they were stays known. */
export async function forgetRefusedWords(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`
    update publication_refusals r set problems = '[]' from publications p
    where p.batch_id = ${batchId} and r.publication_id = p.id`);
}
