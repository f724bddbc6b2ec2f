import { db } from "#db/client.ts";
import type { DatasetRecord } from "#db/queries/datasets.ts";
import { type RejectedRow, type RejectedRowsFilter, readRejectedRows } from "#db/queries/datasets-errors.ts";
import { lockDataset, storeMendedRows } from "#db/queries/datasets-mend.ts";
import { locales } from "#lib/i18n/locales.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { TABLE_FORMATS } from "#lib/table-format.ts";
import { withAddedRows } from "./column-statistics.ts";
import type { LeftOutRow } from "./left-out-row.ts";
import { MAX_ROWS } from "./most-rows.ts";
import { errorFileKey } from "./upload-key.ts";

export type MendRefusal =
  | "not_found"
  | "dataset_rows_removed"
  | "dataset_not_ready"
  | "still_importing"
  | "too_many_rows";

export interface MendedChunk {
  /** Rows that were taken in. */
  mended: number;
  /** Rows that are still left out, though they were tried. */
  leftOut: number;
  /** `sourceRow` of the last row tried; `null` when there was none. */
  last: number | null;
}

/**
 * Mends some rows that an import left out, in one short transaction: those that fit now are added behind the dataset's
 * rows, so that whatever was made of it before stays what it was; those that are nearer to it keep what was put right.
 * @param mend what becomes of a row.
 */
export async function mendChunk(
  id: string,
  { after, limit, ...filter }: RejectedRowsFilter & { after: number; limit: number },
  mend: (row: LeftOutRow, dataset: DatasetRecord) => LeftOutRow,
): Promise<Result<MendedChunk, MendRefusal>> {
  return db().transaction(async (tx) => {
    const dataset = await lockDataset(tx, id);
    if (!dataset) return refuse("not_found");
    if (dataset.rowsRemovedAt) return refuse("dataset_rows_removed");
    if (dataset.status === "importing") return refuse("still_importing");
    if (dataset.status === "failed" && dataset.failure?.code !== "no_valid_rows")
      return refuse("dataset_not_ready", { name: dataset.name });
    const tried = await readRejectedRows(tx, id, after, limit, filter);
    const mended = tried.map((row) => ({ row, now: storable(mend(leftOutRow(row, dataset), dataset)) }));
    const fitting = mended.filter(({ now }) => now.errors.length === 0).map(({ now }) => now);
    if (dataset.rowCount + fitting.length > MAX_ROWS) return refuse("too_many_rows", { limit: MAX_ROWS });
    const nearer = mended.filter(({ row, now }) => now.errors.length > 0 && isAnother(row, now));
    if (fitting.length + nearer.length > 0) {
      await storeMendedRows(tx, dataset, {
        rows: fitting.map(({ sourceRow, values }, at) => ({
          ...{ rowNumber: dataset.rowCount + at + 1, sourceRow, values },
        })),
        leftOut: nearer.map(({ now }) => now),
        columns: withAddedRows(
          dataset.columns,
          fitting.map(({ values }) => values),
        ),
      });
    }
    return accept({
      mended: fitting.length,
      leftOut: tried.length - fitting.length,
      last: tried.at(-1)?.sourceRow ?? null,
    });
  });
}

/** A row as it was stored, with a value for every column of its dataset. */
export function leftOutRow(
  { sourceRow, values, errors }: RejectedRow,
  { columns }: Pick<DatasetRecord, "columns">,
): LeftOutRow {
  const whole: Record<string, string> = Object.create(null);
  for (const { name } of columns) whole[name] = (values && Object.hasOwn(values, name) && values[name]) || "";
  return { sourceRow, values: whole, errors };
}

/** The files of left-out rows tell what is no longer so: the next reader has them written anew. */
export async function forgetErrorFiles(id: string): Promise<void> {
  const store = await objectStore();
  for (const locale of locales)
    for (const format of TABLE_FORMATS) await store.delete(errorFileKey(id, locale, format));
}

function isAnother(before: RejectedRow, now: LeftOutRow): boolean {
  const isChanged = Object.keys(now.values).some(
    (name) => now.values[name] !== (before.values?.[name] ?? ""),
  );
  return isChanged || now.errors.length !== before.errors.length;
}

function storable({ sourceRow, values, errors }: LeftOutRow): LeftOutRow {
  for (const name in values) values[name] = storableText(values[name] ?? "");
  return {
    sourceRow,
    values,
    errors: errors.map((error) => ({
      ...error,
      value: error.value && cutText(storableText(error.value), 500),
    })),
  };
}
