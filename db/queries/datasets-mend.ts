import { and, eq, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { type Column, datasetRowErrors, datasets } from "#db/schema/datasets.ts";
import type { DatasetRecord } from "./datasets.ts";
import { searchKey } from "./search-key.ts";

/** A dataset that nobody else adds rows to until the transaction ends; `null` when there is none, or it is archived. */
export async function lockDataset(tx: Db, id: string): Promise<DatasetRecord | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, id), isNull(datasets.archivedAt)))
    .for("update");
  return found ?? null;
}

export interface MendedRows {
  /** Rows that now fit: they are added behind the others. */
  rows: readonly { rowNumber: number; sourceRow: number; values: Record<string, string> }[];
  /** Rows that are nearer to it, with what is still wrong. */
  leftOut: readonly {
    sourceRow: number;
    values: Record<string, string>;
    errors: readonly { column: string; rule: string; value: string | null }[];
  }[];
  /** What the columns hold with the added rows. */
  columns: Column[];
}

/** Moves rows from what was left out to the rows of a dataset that `lockDataset` holds, and keeps how far others have come. */
export async function storeMendedRows(
  tx: Db,
  { id, keyColumn }: Pick<DatasetRecord, "id" | "keyColumn">,
  { rows, leftOut, columns }: MendedRows,
): Promise<void> {
  const touched = JSON.stringify([...rows, ...leftOut].map(({ sourceRow }) => sourceRow));
  await tx.delete(datasetRowErrors).where(
    and(
      eq(datasetRowErrors.datasetId, id),
      sql`${datasetRowErrors.sourceRow} in
        (select value::int from jsonb_array_elements_text(${touched}::text::jsonb))`,
    ),
  );
  if (rows.length > 0) {
    await tx.execute(sql`
      insert into dataset_rows (dataset_id, row_number, source_row, "values", search_key)
      select ${id}, r."rowNumber", r."sourceRow", r."values", ${searchKey(sql`r."values" ->> ${keyColumn}`)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r("rowNumber" int, "sourceRow" int, "values" jsonb)`);
    await tx
      .update(datasets)
      .set({
        rowCount: sql`${datasets.rowCount} + ${rows.length}`,
        errorCount: sql`${datasets.errorCount} - ${rows.length}`,
        columns,
        // One of which no row fitted had failed; now it has rows.
        status: "ready",
        failure: null,
      })
      .where(eq(datasets.id, id));
  }
  if (leftOut.length === 0) return;
  await tx.execute(sql`
    insert into dataset_row_errors (dataset_id, source_row, "column", rule, value, "values")
    select ${id}, r."sourceRow", e.error ->> 'column', e.error ->> 'rule', e.error ->> 'value',
      case when e.at = 1 then r."values" end
    from jsonb_to_recordset(${JSON.stringify(leftOut)}::text::jsonb)
        as r("sourceRow" int, "values" jsonb, errors jsonb),
      jsonb_array_elements(r.errors) with ordinality as e(error, at)
    on conflict do nothing`);
}
