import { writeXlsxStream } from "hucre/xlsx";
import { db } from "#db/client.ts";
import { type DatasetRecord, findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { escapeText } from "#lib/escape-text.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TableFormat } from "#lib/table-format.ts";
import { errorWorkbookText } from "./left-out-row.ts";
import { errorFileKey } from "./upload-key.ts";

const ROWS_PER_READ = 1_000;

const MEDIA_TYPES = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * The rows that an import left out as a table: each row as it was, its number in the file and what is wrong with it,
 * so that it can be mended and given back (`returnErrorFile`). In a workbook every cell is text, so that no
 * spreadsheet drops a leading zero. Written once and kept until a row is mended, so that its size does not matter.
 */
export async function readErrorFile(
  actor: Actor,
  { id, format = "csv" }: { id: string; format?: TableFormat | undefined },
  locale: Locale,
): Promise<
  Result<{ name: string; mediaType: string; file: OpenObject }, "forbidden" | "not_found" | "still_importing">
> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  // Until then there may be more of them to come.
  if (dataset.status === "importing") return refuse("still_importing");
  const store = await objectStore();
  const key = errorFileKey(id, locale, format);
  const written = await store.get(key);
  if (!written) await store.put(key, errorFile(dataset, locale, format));
  const file = written ?? (await store.get(key));
  if (!file) throw new AppError("An error file is gone as soon as it was written.", { facts: { id } });
  return accept({ name: `${dataset.name} - errors.${format}`, mediaType: MEDIA_TYPES[format], file });
}

/** What is wrong with a row, in a language. */
export function rowErrorText(
  { rule, column, value }: { rule: string; column: string; value: string | null },
  locale: Locale,
): string {
  return translateError(locale, rule, { column, value: value ?? "" });
}

function errorFile(
  dataset: Pick<DatasetRecord, "id" | "columns">,
  locale: Locale,
  format: TableFormat,
): AsyncIterable<Uint8Array> {
  const added = [translateError(locale, "error_file_row"), translateError(locale, "error_file_reason")];
  const header = [...dataset.columns.map(({ header }) => header), ...added];
  switch (format) {
    case "csv":
      return inLines(header, rejectedRows(dataset, locale));
    case "xlsx":
      return writeXlsxStream(inCells(rejectedRows(dataset, locale)), {
        name: translateError(locale, "error_file_sheet"),
        columns: header.map((text) => ({ header: escapeText(text), width: 20 })),
        freezePane: { rows: 1 },
      });
  }
}

async function* inLines(
  header: readonly string[],
  chunks: AsyncIterable<string[][]>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${BYTE_ORDER_MARK}${csvLines([header])}`);
  for await (const rows of chunks) yield Buffer.from(csvLines(rows));
}

async function* inCells(chunks: AsyncIterable<string[][]>): AsyncGenerator<string[]> {
  for await (const rows of chunks)
    for (const row of rows) yield row.map((cell) => escapeText(errorWorkbookText(cell)));
}

async function* rejectedRows(
  { id, columns }: Pick<DatasetRecord, "id" | "columns">,
  locale: Locale,
): AsyncGenerator<string[][]> {
  for (let after = 0; ; ) {
    const rows = await readRejectedRows(db(), id, after, ROWS_PER_READ);
    const last = rows.at(-1);
    if (!last) return;
    after = last.sourceRow;
    yield rows.map(({ sourceRow, values, errors }) => [
      ...columns.map(({ name }) => values?.[name] ?? ""),
      String(sourceRow),
      errors.map((error) => rowErrorText(error, locale)).join(" "),
    ]);
  }
}
