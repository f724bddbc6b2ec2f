import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { searchKey } from "../search-key.ts";

/** A row of a dataset that was found by its key, such as its SKU. */
export interface KeyedRow {
  datasetId: string;
  datasetName: string;
  rowNumber: number;
  /** As it stands in the row. */
  key: string;
}

/**
 * Rows of datasets whose key begins with this text, whatever its case and width: the key itself first, in the newest
 * dataset first. An index finds them, however many rows there are.
 */
export async function findRowsByKey(tx: Db, text: string, limit: number): Promise<KeyedRow[]> {
  const from = searchKey(sql`${text}::text`);
  const rows = await tx.execute<KeyedRow & Record<string, unknown>>(sql`
    with found as materialized (
      select r.dataset_id, r.row_number, r.search_key from dataset_rows r
      where r.search_key is not null and r.search_key ~>=~ ${from} and r.search_key ~<=~ (${from} || chr(1114111))
      order by r.search_key using ~<~ limit ${limit * SEEN_FOR_ONE}
    )
    select d.id as "datasetId", d.name as "datasetName", r.row_number as "rowNumber",
      btrim(r."values" ->> d.key_column) as key
    from found
      join datasets d on d.id = found.dataset_id and d.archived_at is null and d.status = 'ready'
      join dataset_rows r on r.dataset_id = found.dataset_id and r.row_number = found.row_number
    order by found.search_key using ~<~, d.id desc limit ${limit}`);
  return [...rows];
}

/** Of the rows an index gives some may lie in datasets that are archived. */
const SEEN_FOR_ONE = 20;

/** A batch that makes something of a row. */
export interface BatchOfRow {
  datasetId: string;
  batchId: string;
  batchName: string;
  rowNumber: number;
  /** How many languages it makes each row in: the row's items follow one another. */
  languages: number;
}

/** The newest batches over these rows of datasets, at most `limit` a row. */
export async function findBatchesOfRows(
  tx: Db,
  rows: readonly Pick<KeyedRow, "datasetId" | "rowNumber">[],
  limit: number,
): Promise<BatchOfRow[]> {
  if (rows.length === 0) return [];
  const asked = JSON.stringify(rows.map(({ datasetId, rowNumber }) => ({ d: datasetId, n: rowNumber })));
  const found = await tx.execute<BatchOfRow & Record<string, unknown>>(sql`
    select asked.d::text as "datasetId", b.id as "batchId", b.name as "batchName", asked.n as "rowNumber", cardinality(b.languages) as languages
    from jsonb_to_recordset(${asked}::jsonb) as asked(d uuid, n int)
      cross join lateral (select id, name, languages from batches
        where dataset_id = asked.d and row_count >= asked.n order by id desc limit ${limit}) b`);
  return [...found];
}
