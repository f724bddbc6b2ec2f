import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { storableJson } from "../storable-json.ts";

/**
 * Notes that these outputs, or what the checks say of them, have changed, in the transaction that changes them: until
 * they are put into the index again, no search finds them by what they were.
 */
export async function markToIndex(tx: Db, items: readonly { batchId: string; seq: number }[]): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(items, (item) => item.batchId)) {
    const seqs = `{${[...new Set(ofBatch.map(({ seq }) => seq))].join(",")}}`;
    await tx.execute(sql`
      with gone as (
        delete from output_terms where batch_id = ${batchId} and seq = any(${seqs}::int[])
      )
      insert into outputs_to_index (batch_id, seqs) values (${batchId}, ${seqs}::int[])`);
  }
}

/** Outputs that are to be put into the index, locked with their note until the transaction ends. */
export interface OutputsToIndex {
  batchId: string;
  items: { seq: number; output: Record<string, unknown>; checks: VerdictRow[] }[];
}

/**
 * Takes some outputs that are new or changed off their note; `null` where there are none, or, unless it `waits`, none
 * that nobody else has just taken.
 */
export async function takeToIndex(
  tx: Db,
  { limit, waits }: { limit: number; waits: boolean },
): Promise<OutputsToIndex | null> {
  const [note] = await tx.execute<{ id: string; batchId: string; seqs: number[] }>(sql`
    select id, batch_id as "batchId", to_json(seqs) as seqs from outputs_to_index
    limit 1 for update ${waits ? sql`` : sql`skip locked`}`);
  if (!note) return null;
  const { id, batchId, seqs } = note;
  const taken = seqs.slice(0, limit);
  if (taken.length === seqs.length) await tx.execute(sql`delete from outputs_to_index where id = ${id}`);
  else await tx.execute(sql`update outputs_to_index set seqs = seqs[${limit + 1}:] where id = ${id}`);
  if (taken.length === 0) return { batchId, items: [] };
  const items = await tx.execute<OutputsToIndex["items"][number] & Record<string, unknown>>(sql`
    select seq, output, checks from batch_items
    where batch_id = ${batchId} and seq = any(${`{${taken.join(",")}}`}::int[]) and output is not null order by seq`);
  return { batchId, items: [...items] };
}

/** Puts outputs into the index under their terms, in place of what they were found by before. */
export async function writeTerms(
  tx: Db,
  batchId: string,
  outputs: readonly { seq: number; terms: readonly string[] }[],
): Promise<void> {
  if (outputs.length === 0) return;
  await tx.execute(sql`
    insert into output_terms (batch_id, seq, terms)
    select ${batchId}::uuid, seq, array_to_tsvector(array(select jsonb_array_elements_text(terms)))
    from jsonb_to_recordset(${storableJson(outputs)}::jsonb) as output(seq int, terms jsonb)
    on conflict (batch_id, seq) do update set terms = excluded.terms`);
}

/** How many outputs are not in the index yet, up to a number. */
export async function countToIndex(tx: Db, upTo: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select coalesce(sum(cardinality(seqs)), 0)::int as count
    from (select seqs from outputs_to_index limit ${upTo}) waiting`);
  return Math.min(row?.count ?? 0, upTo);
}

/** Forgets what the outputs of a batch were found by: they are gone. */
export async function forgetTerms(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`delete from outputs_to_index where batch_id = ${batchId}`);
  await tx.execute(sql`delete from output_terms where batch_id = ${batchId}`);
}
