import { eq, type SQL, sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import { type Column, datasets } from "#db/schema/datasets.ts";
import { searchKey } from "./search-key.ts";

/** A dataset whose rows are picked. */
export interface PickedFrom {
  id: string;
  columns: readonly Column[];
  keyColumn: string | null;
}

/**
 * Fills a dataset with rows of another, in their order and as they are there, and says so: it is ready then.
 * @param isPicked says of a row `d` of `dataset_rows` whether it is one. @returns how many rows it has.
 */
export async function fillWithPicked(
  tx: Db,
  datasetId: string,
  from: PickedFrom,
  isPicked: SQL,
): Promise<number> {
  await tx.execute(sql`
    insert into dataset_rows (dataset_id, row_number, source_row, "values", search_key)
    select ${datasetId}::uuid, row_number() over (order by d.row_number), d.source_row, d."values",
      ${searchKey(sql`d."values" ->> ${from.keyColumn}::text`)}
    from dataset_rows d where d.dataset_id = ${from.id}::uuid and ${isPicked}`);
  const facts = await tx.execute<{ name: string; filled: number; distinct: number; longest: number }>(sql`
    select v.key as name, (count(*) filter (where v.value !~ ${BLANK_TEXT}))::int as filled,
      (count(distinct v.value) filter (where v.value !~ ${BLANK_TEXT}))::int as distinct,
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
