import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { searchKey } from "#db/queries/search-key.ts";

/** A rejected item that waits for its source to be corrected. */
export interface SourceToFixRow {
  batchId: string;
  batchName: string;
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  outputVersion: number;
  decisionId: string;
  reason: string | null;
  note: string | null;
  memberId: string;
  rejectedAt: string;
  values: Record<string, string>;
}

const waiting = sql`batch_items i join batches b on b.id = i.batch_id
  join lateral (select d.id, d.reason, d.note, d.member_id, d.at from review_decisions d
    where d.batch_id = i.batch_id and d.seq = i.seq order by d.id desc limit 1) rejection on true
  join dataset_rows r on r.dataset_id = b.dataset_id and r.row_number = i.row_number`;

const columns = sql`i.batch_id as "batchId", b.name as "batchName", i.seq, i.row_number as "rowNumber", i.language,
  i.output, i.output_version as "outputVersion", rejection.id as "decisionId", rejection.reason, rejection.note,
  rejection.member_id as "memberId", rejection.at as "rejectedAt", r.values`;

/** Items of a dataset's batches that wait for their source, in order, after a position; one more than `limit`. */
export async function listSourcesToFix(
  tx: Db,
  datasetId: string,
  { after, limit }: { after?: { batchId: string; seq: number } | undefined; limit: number },
): Promise<SourceToFixRow[]> {
  const from = after ? sql`and (i.batch_id, i.seq) > (${after.batchId}::uuid, ${after.seq}::int)` : sql``;
  const rows = await tx.execute(sql`
    select ${columns} from ${waiting}
    where b.dataset_id = ${datasetId} and i.route = 'fix-source' ${from}
    order by i.batch_id, i.seq limit ${limit + 1}`);
  return rows as unknown as SourceToFixRow[];
}

/** How many items of a dataset's batches wait for their source. */
export async function countSourcesToFix(tx: Db, datasetId: string): Promise<number> {
  const [found] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from batch_items i join batches b on b.id = i.batch_id
    where b.dataset_id = ${datasetId} and i.route = 'fix-source'`);
  return found?.count ?? 0;
}

/** The items of every batch over a row that wait for it. */
export async function readWaitingForRow(
  tx: Db,
  datasetId: string,
  rowNumber: number,
): Promise<SourceToFixRow[]> {
  const rows = await tx.execute(sql`
    select ${columns} from ${waiting}
    where b.dataset_id = ${datasetId} and i.route = 'fix-source' and i.row_number = ${rowNumber}
    order by i.batch_id, i.seq`);
  return rows as unknown as SourceToFixRow[];
}

/** The batches of a dataset that have an item over a row. */
export async function findBatchesOfDataset(tx: Db, datasetId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from batches where dataset_id = ${datasetId} order by id`);
  return rows.map(({ id }) => id);
}

/** Sends items on from their source to be made anew. The caller holds their review counters. */
export async function routeOn(tx: Db, items: readonly { batchId: string; seq: number }[]): Promise<void> {
  for (const { batchId, seq } of items)
    await tx.execute(sql`
      update batch_items set route = 'regenerate' where batch_id = ${batchId} and seq = ${seq}`);
}

/** The values of a row, held until the transaction ends; `null` where it is gone. */
export async function lockRow(
  tx: Db,
  datasetId: string,
  rowNumber: number,
): Promise<Record<string, string> | null> {
  const [found] = await tx.execute<{ values: Record<string, string> }>(sql`
    select values from dataset_rows where dataset_id = ${datasetId} and row_number = ${rowNumber} for update`);
  return found?.values ?? null;
}

/** Writes the values of a row that the caller holds, and under which key it is found. */
export async function writeRow(
  tx: Db,
  datasetId: string,
  rowNumber: number,
  values: Record<string, string>,
): Promise<void> {
  await tx.execute(sql`
    update dataset_rows r set values = ${JSON.stringify(values)}::jsonb,
      search_key = ${searchKey(sql`${JSON.stringify(values)}::jsonb ->> d.key_column`)}
    from datasets d
    where d.id = ${datasetId} and r.dataset_id = d.id and r.row_number = ${rowNumber}`);
}

/**
 * Writes the category that a row has by now to the items over it, in every batch of its dataset that is assigned by one of
 * these columns. The caller holds their review counters.
 * @param keys column → category, as lib/checks/category-key.ts writes it.
 */
export async function writeCategories(
  tx: Db,
  datasetId: string,
  rowNumber: number,
  keys: Readonly<Record<string, string>>,
): Promise<void> {
  // Locked in key order, as those who hold claims lock them.
  await tx.execute(sql`
    with over as (
      select i.batch_id, i.seq, k.value as category
      from batches b join jsonb_each_text(${JSON.stringify(keys)}::jsonb) k on k.key = b.review_plan ->> 'assignBy'
        join batch_items i on i.batch_id = b.id and i.category is not null
          and i.seq >= ${rowNumber - 1} * cardinality(b.languages) and i.seq < ${rowNumber} * cardinality(b.languages)
      where b.dataset_id = ${datasetId} order by i.batch_id, i.seq for update of i
    )
    update batch_items i set category = over.category from over
    where i.batch_id = over.batch_id and i.seq = over.seq`);
}
