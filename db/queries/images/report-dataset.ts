import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Column, datasets } from "#db/schema/datasets.ts";
import { searchKey } from "../search-key.ts";

/** How many pictures of a report have one of these problems. */
export async function countPicked(tx: Db, reportId: string, problems: readonly string[]): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from image_report_rows r
    where r.report_id = ${reportId}::uuid and ${hasAny(problems)}`);
  return row?.count ?? 0;
}

/**
 * Fills a dataset with the rows of a report whose pictures have one of these problems, in their order, and says so. It is
 * ready then. @returns how many rows it has.
 */
export async function fillFromReport(
  tx: Db,
  {
    datasetId,
    reportId,
    problems,
    from,
  }: {
    datasetId: string;
    reportId: string;
    problems: readonly string[];
    from: { id: string; columns: readonly Column[]; keyColumn: string | null };
  },
): Promise<number> {
  await tx.execute(sql`
    insert into dataset_rows (dataset_id, row_number, source_row, "values", search_key)
    select ${datasetId}::uuid, row_number() over (order by d.row_number), d.source_row, d."values",
      ${searchKey(sql`d."values" ->> ${from.keyColumn}::text`)}
    from dataset_rows d join image_report_rows r on r.row_number = d.row_number
    where d.dataset_id = ${from.id}::uuid and r.report_id = ${reportId}::uuid
      and ${hasAny(problems)}`);
  const facts = await tx.execute<{ name: string; filled: number; distinct: number; longest: number }>(sql`
    select v.key as name, (count(*) filter (where trim(v.value) <> ''))::int as filled,
      (count(distinct v.value) filter (where trim(v.value) <> ''))::int as distinct,
      max(length(v.value))::int as longest
    from dataset_rows d, jsonb_each_text(d."values") v where d.dataset_id = ${datasetId}::uuid group by v.key`);
  const known = new Map(facts.map((one) => [one.name, one]));
  const columns = from.columns.map((column) => {
    const { filled = 0, distinct = 0, longest = 0 } = known.get(column.name) ?? {};
    return { ...column, filled, distinct, maxLength: longest };
  });
  const [counted] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from dataset_rows where dataset_id = ${datasetId}::uuid`,
  );
  const rowCount = counted?.count ?? 0;
  await tx
    .update(datasets)
    .set({ columns, rowCount, status: "ready", finishedAt: sql`now()` })
    .where(eq(datasets.id, datasetId));
  return rowCount;
}

function hasAny(problems: readonly string[]) {
  return sql`r.problems && array(select jsonb_array_elements_text(${JSON.stringify(problems)}::jsonb))`;
}
