import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import { BLANK_TEXT, BLANKS } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import { type ChangeCounts, type ChangeKind, datasetComparisons } from "#db/schema/datasets.ts";

export type ComparisonRecord = typeof datasetComparisons.$inferSelect;

/** Which rows are to be compared: those of a dataset with those of another that have the same key. */
export interface ComparedRows {
  datasetId: string;
  rowCount: number;
  againstId: string;
  againstRowCount: number;
  /** The column whose value says which rows are the same thing. */
  key: string;
}

/** A comparison is made again afterwards, when somebody asks. */
const USED_FOR = sql.raw("interval '1 hour'");
/** Longer than it is used, for whoever has just found it; and for as long as a dataset is filled of it. */
const KEPT_FOR = sql.raw("interval '2 hours'");

/** A comparison of these rows that is kept; `null` for none. */
export async function findComparison(tx: Db, rows: ComparedRows): Promise<ComparisonRecord | null> {
  const [found] = await tx
    .select()
    .from(datasetComparisons)
    .where(
      and(
        eq(datasetComparisons.datasetId, rows.datasetId),
        eq(datasetComparisons.againstId, rows.againstId),
        eq(datasetComparisons.key, rows.key),
        eq(datasetComparisons.rowCount, rows.rowCount),
        eq(datasetComparisons.againstRowCount, rows.againstRowCount),
        gt(datasetComparisons.createdAt, sql`now() - ${USED_FOR}`),
      ),
    )
    .orderBy(desc(datasetComparisons.createdAt))
    .limit(1);
  return found ?? null;
}

/** Lets one comparison of a dataset at a time be made: who comes later finds what the first one kept. */
export async function holdComparison(tx: Db, { datasetId }: Pick<ComparedRows, "datasetId">): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`compare ${datasetId}`}, 0))`);
}

/**
 * Compares rows and keeps every one that is not the same in both; comparisons that were kept for long enough go. All of it
 * in the database: one sort of both by the key says which rows have one partner, and only partners are held against each
 * other. Two values that are both missing are the same.
 * @param shared the columns of both, `own` and `others` those of one alone: they make no row a changed one.
 */
export async function storeComparison(
  tx: Db,
  id: string,
  rows: ComparedRows,
  { shared, own, others }: { shared: readonly string[]; own: readonly string[]; others: readonly string[] },
): Promise<ComparisonRecord> {
  await forgetComparisons(tx);
  const { datasetId, againstId, key } = rows;
  await tx.execute(sql`
    insert into dataset_comparison_rows (comparison_id, side, row_number, kind, against_row, columns)
    with keyed as (
      select 0 as side, row_number, ${keyOf(sql`"values"`, key)} as key from dataset_rows
      where dataset_id = ${datasetId}::uuid and row_number <= ${rows.rowCount}
      union all
      select 1, row_number, ${keyOf(sql`"values"`, key)} from dataset_rows
      where dataset_id = ${againstId}::uuid and row_number <= ${rows.againstRowCount}
    ), met as (
      select side, row_number, key, count(*) filter (where side = 0) over same as here,
        count(*) filter (where side = 1) over same as there,
        max(row_number) filter (where side = 1) over same as against_row
      from keyed window same as (partition by key)
    ), judged as (
      select side, row_number, against_row, case
        when key is null then 'keyless'
        when here > 1 or there > 1 then 'duplicate'
        when there = 0 then 'new'
        when here = 0 then 'gone'
        else 'changed' end as kind
      from met where key is null or not (side = 1 and here = 1 and there = 1)
    ), differing as (
      select j.row_number, j.against_row, array_remove(array[${sql.join(shared.map(ifDiffers), sql`, `)}]::text[], null)
        as columns
      from judged j
        join dataset_rows n on n.dataset_id = ${datasetId}::uuid and n.row_number = j.row_number
        join dataset_rows o on o.dataset_id = ${againstId}::uuid and o.row_number = j.against_row
      where j.kind = 'changed'
        and n."values" - ${names(own)} <> o."values" - ${names(others)}
    )
    select ${id}::uuid, side, row_number, kind, null, null from judged where kind <> 'changed'
    union all
    select ${id}::uuid, 0, row_number, 'changed', against_row, columns from differing where columns <> '{}'`);
  const [stored] = await tx
    .insert(datasetComparisons)
    .values({ id, ...rows, counts: await countChanges(tx, id, rows) })
    .returning();
  return stored as ComparisonRecord;
}

async function countChanges(tx: Db, id: string, { rowCount }: ComparedRows): Promise<ChangeCounts> {
  const sums = await tx.execute<{ kind: ChangeKind; side: number; rows: number }>(sql`
    select kind, side, count(*)::int as rows from dataset_comparison_rows
    where comparison_id = ${id}::uuid group by kind, side`);
  const byColumn = await tx.execute<{ column: string; rows: number }>(sql`
    select name as "column", count(*)::int as rows from dataset_comparison_rows, unnest(columns) name
    where comparison_id = ${id}::uuid group by name order by rows desc, name`);
  const of = (kind: ChangeKind, side: number) =>
    sums.find((sum) => sum.kind === kind && sum.side === side)?.rows ?? 0;
  const ofSides = (kind: ChangeKind) => ({ rows: of(kind, 0), against: of(kind, 1) });
  const otherThanSame = sums.reduce((sum, one) => sum + (one.side === 0 ? one.rows : 0), 0);
  return {
    new: of("new", 0),
    gone: of("gone", 1),
    changed: of("changed", 0),
    unchanged: rowCount - otherThanSame,
    duplicate: ofSides("duplicate"),
    keyless: ofSides("keyless"),
    byColumn: byColumn.map(({ column, rows }) => ({ column, rows })),
  };
}

async function forgetComparisons(tx: Db): Promise<void> {
  await tx.execute(sql`
    with gone as (
      delete from dataset_comparisons where id in (
        select c.id from dataset_comparisons c where c.created_at < now() - ${KEPT_FOR}
          and not exists (select from datasets d where d.status = 'importing' and d.archived_at is null
            and d.import_plan #>> '{pick,comparisonId}' = c.id::text)
        for update skip locked)
      returning id
    )
    delete from dataset_comparison_rows r using gone where r.comparison_id = gone.id`);
}

/** Where a page of changes ended. */
export interface ChangePlace {
  side: number;
  rowNumber: number;
}

export interface ChangedRow extends ChangePlace {
  kind: ChangeKind;
  /** Of the row that `side` and `rowNumber` name. */
  sourceRow: number;
  values: Record<string, string>;
  /** Of a changed row: the columns that differ, and the row as it was. */
  columns: string[] | null;
  before: Record<string, string> | null;
  againstRow: number | null;
}

/** Rows of a comparison that are not the same in both: the dataset's in their order, then those of the other; one more than `limit`. */
export async function listChanges(
  tx: Db,
  comparison: Pick<ComparisonRecord, "id" | "datasetId" | "againstId">,
  {
    limit,
    after,
    kinds,
  }: { limit: number; after?: ChangePlace | undefined; kinds?: readonly ChangeKind[] | undefined },
): Promise<ChangedRow[]> {
  const { id, datasetId, againstId } = comparison;
  const rows = await tx.execute(sql`
    with page as materialized (
      select * from dataset_comparison_rows where comparison_id = ${id}::uuid
        ${kinds ? sql`and kind = any(${names(kinds)})` : sql``}
        ${after ? sql`and (side, row_number) > (${after.side}::int, ${after.rowNumber}::int)` : sql``}
      order by side, row_number limit ${limit + 1}
    )
    select p.side, p.row_number as "rowNumber", p.kind, p.columns, p.against_row as "againstRow",
      r.source_row as "sourceRow", r."values", o."values" as before
    from page p
      join dataset_rows r on r.row_number = p.row_number
        and r.dataset_id = case p.side when 0 then ${datasetId}::uuid else ${againstId}::uuid end
      left join dataset_rows o on o.dataset_id = ${againstId}::uuid and o.row_number = p.against_row
    order by p.side, p.row_number`);
  return rows as unknown as ChangedRow[];
}

/** What a row is known by: the value of its key without what nobody sees around it; `null` where it is missing. */
function keyOf(values: SQL, key: string): SQL {
  const around = `^[${BLANKS}]+|[${BLANKS}]+$`;
  return sql`nullif(regexp_replace(${values} ->> ${key}::text, ${around}, '', 'g'), '') collate "C"`;
}

/** The name of a column where a row `n` has another value in it than `o`, else null. */
function ifDiffers(column: string): SQL {
  const [now, before] = [sql`n`, sql`o`].map((row) => sql`coalesce(${row}."values" ->> ${column}::text, '')`);
  return sql`case when ${now} <> ${before} and not (${now} ~ ${BLANK_TEXT} and ${before} ~ ${BLANK_TEXT})
    then ${column}::text end`;
}

function names(list: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::text::jsonb))`;
}
