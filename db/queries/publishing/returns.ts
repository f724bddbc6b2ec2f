import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import { members } from "#db/schema/auth.ts";
import { publicationReturnProblems, publicationReturns } from "#db/schema/publishing.ts";

export type ReturnProblemRow = typeof publicationReturnProblems.$inferSelect;
export type NewReturn = Omit<typeof publicationReturns.$inferInsert, "createdAt">;

/** A text as a publication gave it away, with the row that it was made of. */
export interface GivenItem {
  seq: number;
  rowNumber: number;
  key: string;
  /** As they left; `null`: no longer kept. */
  fields: Record<string, unknown> | null;
}

/** Locks a publication, so that its returns are taken one after the other. */
export async function lockPublication(tx: Db, publicationId: string): Promise<void> {
  await tx.execute(sql`select 1 from publications where id = ${publicationId} for update`);
}

/** The next items that a publication gave away, after `afterSeq`, in order. */
export async function readGivenItems(
  tx: Db,
  { publicationId, batchId }: { publicationId: string; batchId: string },
  afterSeq: number,
  limit: number,
): Promise<GivenItem[]> {
  const rows = await tx.execute(sql`
    select e.seq, i.row_number as "rowNumber", e.key, e.fields
    from channel_entries e join batch_items i on i.batch_id = ${batchId} and i.seq = e.seq
    where e.publication_id = ${publicationId} and e.position is not null and e.seq > ${afterSeq}
    order by e.seq limit ${limit}`);
  return rows as unknown as GivenItem[];
}

/** The batch that holds a publication's translations to a language; `null` before any came back. */
export async function findTranslations(
  tx: Db,
  { publicationId, language }: { publicationId: string; language: string },
): Promise<string | null> {
  const [found] = await tx
    .select({ batchId: publicationReturns.batchId })
    .from(publicationReturns)
    .where(
      and(
        eq(publicationReturns.publicationId, publicationId),
        eq(publicationReturns.language, language),
        sql`${publicationReturns.batchId} is not null`,
      ),
    )
    .orderBy(desc(publicationReturns.id))
    .limit(1);
  return found?.batchId ?? null;
}

/** A translation as the item it becomes; its first version is the text that it was made from. */
export interface TranslatedItem {
  seq: number;
  rowNumber: number;
  output: Record<string, unknown>;
}

/**
 * Adds translations to their batch as items that wait for review, and notes that they do, in the caller's transaction,
 * which holds the counters of the batch.
 * @param by who handed them in, and so may not approve them.
 */
export async function insertTranslations(
  tx: Db,
  { batchId, language, by }: { batchId: string; language: string; by: string },
  items: readonly TranslatedItem[],
): Promise<void> {
  if (items.length === 0) return;
  await tx.execute(sql`
    insert into batch_items (batch_id, seq, row_number, language, state, output, cost, attempts, review_state,
      output_version, last_edited_by, authors)
    select ${batchId}::uuid, seq, "rowNumber", ${language}, 'succeeded', output, 0, 0, 'pending', 2, ${by}::uuid,
      array[${by}::uuid]
    from jsonb_to_recordset(${storableJson(items)}::jsonb) as item(seq int, "rowNumber" int, output jsonb)`);
  await tx.execute(sql`
    update batch_counters set succeeded = succeeded + ${items.length},
      review_pending = review_pending + ${items.length} where batch_id = ${batchId} and slot = 0`);
  await tx.execute(sql`
    update batches set item_count = item_count + ${items.length}, finished_at = now() where id = ${batchId}`);
  await tx.execute(sql`
    insert into notification_events (kind, key, subject_id, facts)
    select 'review.waiting', 'review.waiting:' || b.id, b.id,
      jsonb_build_object('name', b.name, 'launchedBy', b.launched_by)
    from batches b where b.id = ${batchId} on conflict (key) do nothing`);
}

/** Keeps that a file came back, and what was wrong with it. */
export async function insertReturn(
  tx: Db,
  row: NewReturn,
  problems: readonly Omit<ReturnProblemRow, "returnId" | "number">[],
): Promise<void> {
  await tx.insert(publicationReturns).values(row);
  if (problems.length === 0) return;
  const numbered = problems.map((problem, number) => ({ number, ...problem }));
  await tx.execute(sql`
    insert into publication_return_problems (return_id, number, seq, key, unit, field, code, params, line)
    select ${row.id}::uuid, number, seq, key, unit, field, code, params, line
    from jsonb_to_recordset(${storableJson(numbered)}::jsonb) as p(number int, seq int, key text, unit text, field text,
      code text, params jsonb, line int)`);
}

/** The files that came back for a publication, newest first. */
export async function listReturns(tx: Db, publicationId: string, limit: number) {
  return tx
    .select({
      id: publicationReturns.id,
      language: publicationReturns.language,
      batchId: publicationReturns.batchId,
      fileName: publicationReturns.fileName,
      units: publicationReturns.units,
      taken: publicationReturns.taken,
      unchanged: publicationReturns.unchanged,
      refused: publicationReturns.refused,
      problemCount: publicationReturns.problemCount,
      createdBy: members.name,
      createdAt: publicationReturns.createdAt,
    })
    .from(publicationReturns)
    .leftJoin(members, eq(members.id, publicationReturns.createdBy))
    .where(eq(publicationReturns.publicationId, publicationId))
    .orderBy(desc(publicationReturns.id))
    .limit(limit);
}

/** What was wrong with a file that came back, in its order, after a number. */
export async function listReturnProblems(
  tx: Db,
  { returnId, after, limit }: { returnId: string; after: number; limit: number },
): Promise<ReturnProblemRow[]> {
  return tx
    .select()
    .from(publicationReturnProblems)
    .where(and(eq(publicationReturnProblems.returnId, returnId), gt(publicationReturnProblems.number, after)))
    .orderBy(asc(publicationReturnProblems.number))
    .limit(limit);
}

/** Forgets what was wrong with files that came back for a batch: pieces of its texts are in it. How much it was stays known. */
export async function forgetReturnedWords(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`
    delete from publication_return_problems r using publication_returns b, publications p
    where r.return_id = b.id and b.publication_id = p.id and p.batch_id = ${batchId}`);
}
