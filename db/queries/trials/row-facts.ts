import { sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";

/** Row numbers of the rows that stand out, the most extreme first. */
export interface ExtremeRows {
  longest: number[];
  shortest: number[];
  emptiest: number[];
}

/**
 * The rows that stand out in a dataset of any size: by the space their values take, and by how many of the
 * given columns are empty. Reads each row once and carries nothing but numbers.
 * @param among the numbers of the rows that count; all where absent.
 */
export async function findExtremeRows(
  tx: Db,
  datasetId: string,
  {
    columns,
    perKind,
    among,
  }: { columns: readonly string[]; perKind: number; among?: readonly number[] | undefined },
): Promise<ExtremeRows> {
  const empties = columns.map((column) => sql`(coalesce(values ->> ${column}, '') ~ ${BLANK_TEXT})::int`);
  const emptiness = empties.length > 0 ? sql.join(empties, sql` + `) : sql`0`;
  const [found] = await tx.execute<Record<keyof ExtremeRows, number[]>>(sql`
    with facts as materialized (
      select row_number, pg_column_size(values) as size, ${emptiness} as empty
      from dataset_rows where dataset_id = ${datasetId}::uuid
        ${among ? sql`and row_number = any(${`{${among.join(",")}}`}::int[])` : sql``}
    )
    select
      array(select row_number from facts order by size desc, row_number limit ${perKind}) as longest,
      array(select row_number from facts order by size, row_number limit ${perKind}) as shortest,
      array(select row_number from facts where empty > 0 order by empty desc, row_number limit ${perKind})
        as emptiest`);
  return { longest: found?.longest ?? [], shortest: found?.shortest ?? [], emptiest: found?.emptiest ?? [] };
}

/** What some rows hold in one column; "" where it is empty. */
export async function readColumnOfRows(
  tx: Db,
  datasetId: string,
  rowNumbers: readonly number[],
  column: string,
): Promise<Map<number, string>> {
  const rows = await tx.execute<{ rowNumber: number; value: string }>(sql`
    select row_number as "rowNumber", coalesce(values ->> ${column}, '') as value from dataset_rows
    where dataset_id = ${datasetId}::uuid and row_number = any(${`{${rowNumbers.join(",")}}`}::int[])`);
  return new Map(rows.map(({ rowNumber, value }) => [rowNumber, value]));
}
