import { sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";

/** How many of a dataset's first `rowCount` rows lack a value in one of these columns, and the first such row. */
export async function countIncompleteRows(
  tx: Db,
  datasetId: string,
  rowCount: number,
  columns: readonly string[],
): Promise<{ rows: number; firstRow: number | null }> {
  if (columns.length === 0) return { rows: 0, firstRow: null };
  const [counted] = await tx.execute<{ rows: number; first_row: number | null }>(sql`
    select count(*)::int as rows, min(row_number)::int as first_row from dataset_rows
    where dataset_id = ${datasetId} and row_number <= ${rowCount} and exists (
      select from jsonb_array_elements_text(${JSON.stringify(columns)}::jsonb) as name
      where coalesce(values ->> name, '') ~ ${BLANK_TEXT}
    )`);
  return { rows: counted?.rows ?? 0, firstRow: counted?.first_row ?? null };
}
