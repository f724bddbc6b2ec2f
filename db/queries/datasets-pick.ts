import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import { type Column, datasets } from "#db/schema/datasets.ts";
import { searchKey } from "./search-key.ts";

/** Rows of a dataset that are picked for another: of a comparison by what became of them, or of a report by what is poor. */
export type RowPick = { from: string } & (
  | { of: "changes"; comparisonId: string; kinds: readonly string[] }
  | { of: "pictures"; reportId: string; problems: readonly string[] }
);

/** How far a dataset has been filled. */
interface PickPlace {
  /** Of the dataset that is filled. */
  datasetId: string;
  /** The number, in the dataset they are picked of, of the last row that is there. */
  after: number;
}

/**
 * Adds the next picked rows to a dataset, as they are and in their order, and how far that has come, in one statement: a
 * crash leaves all or nothing.
 * @returns how many there were and the last; `null` where the dataset stands elsewhere, or is filled no more.
 */
export async function storePicked(
  tx: Db,
  pick: RowPick,
  { datasetId, after, limit }: PickPlace & { limit: number },
): Promise<{ rows: number; last: number } | null> {
  const [found] = await tx.execute<{ rows: number; last: number | null; isMoved: boolean }>(sql`
    with picked as materialized (${numbersOf(pick, after, limit)}
    ), page as materialized (
      select d.row_number, d.source_row, d."values" from picked
        join dataset_rows d on d.dataset_id = ${pick.from}::uuid and d.row_number = picked.row_number
    ), counted as (
      select count(*)::int as rows, max(row_number) as last from page
    ), progress as (
      update datasets set row_count = row_count + counted.rows, source_rows_read = coalesce(counted.last, source_rows_read)
      from counted
      where id = ${datasetId}::uuid and status = 'importing' and archived_at is null and source_rows_read = ${after}
      returning row_count - counted.rows as before, key_column
    ), stored as (
      insert into dataset_rows (dataset_id, row_number, source_row, "values", search_key)
      select ${datasetId}::uuid, progress.before + row_number() over (order by page.row_number), page.source_row,
        page."values", ${searchKey(sql`page."values" ->> progress.key_column`)}
      from page, progress
    )
    select rows, last, exists (select from progress) as "isMoved" from counted`);
  return found?.isMoved ? { rows: found.rows, last: found.last ?? after } : null;
}

/** Says of a dataset that is filled what its columns hold, and that it is ready; unless somebody has stopped it. */
export async function finishPicked(tx: Db, datasetId: string, ofOrigin: readonly Column[]): Promise<void> {
  const facts = await tx.execute<{ name: string; filled: number; distinct: number; longest: number }>(sql`
    select v.key as name, (count(*) filter (where v.value !~ ${BLANK_TEXT}))::int as filled,
      (count(distinct v.value) filter (where v.value !~ ${BLANK_TEXT}))::int as distinct,
      max(length(v.value))::int as longest
    from dataset_rows d, jsonb_each_text(d."values") v where d.dataset_id = ${datasetId}::uuid group by v.key`);
  const known = new Map(facts.map((one) => [one.name, one]));
  const columns = ofOrigin.map((column) => {
    const { filled = 0, distinct = 0, longest = 0 } = known.get(column.name) ?? {};
    return { ...column, filled, distinct, maxLength: longest };
  });
  await tx
    .update(datasets)
    .set({ columns, status: "ready", finishedAt: sql`now()` })
    .where(and(eq(datasets.id, datasetId), eq(datasets.status, "importing"), isNull(datasets.archivedAt)));
}

function numbersOf(pick: RowPick, after: number, limit: number): SQL {
  if (pick.of === "changes")
    return sql`select c.row_number from dataset_comparison_rows c
      where c.comparison_id = ${pick.comparisonId}::uuid and c.side = 0 and c.row_number > ${after}
        and c.kind = any(${names(pick.kinds)}) order by c.row_number limit ${limit}`;
  return sql`select r.row_number from image_report_rows r
    where r.report_id = ${pick.reportId}::uuid and r.row_number > ${after} and r.problems && ${names(pick.problems)}
    order by r.row_number limit ${limit}`;
}

function names(list: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::text::jsonb))`;
}
