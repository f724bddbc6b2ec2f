import { db } from "#db/client.ts";
import { type DatasetRecord, findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { errorFileKey } from "./upload-key.ts";

const ROWS_PER_READ = 1_000;

/**
 * The rows that an import left out as a csv: each row as it was, its number in the file and what is wrong with
 * it, so that it can be mended and uploaded again. Written once and kept, so that its size does not matter.
 */
export async function readErrorFile(
  actor: Actor,
  { id }: { id: string },
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
  const key = errorFileKey(id, locale);
  const written = await store.get(key);
  if (!written) await store.put(key, errorFile(dataset, locale));
  const file = written ?? (await store.get(key));
  if (!file) throw new AppError("An error file is gone as soon as it was written.", { facts: { id } });
  return accept({ name: `${dataset.name} - errors.csv`, mediaType: "text/csv; charset=utf-8", file });
}

/** What is wrong with a row, in a language. */
export function rowErrorText(
  { rule, column, value }: { rule: string; column: string; value: string | null },
  locale: Locale,
): string {
  return translateError(locale, rule, { column, value: value ?? "" });
}

async function* errorFile(
  { id, columns }: Pick<DatasetRecord, "id" | "columns">,
  locale: Locale,
): AsyncGenerator<Uint8Array> {
  const added = [translateError(locale, "error_file_row"), translateError(locale, "error_file_reason")];
  yield Buffer.from(`${BYTE_ORDER_MARK}${csvLines([[...columns.map(({ header }) => header), ...added]])}`);
  for (let after = 0; ; ) {
    const rows = await readRejectedRows(db(), id, after, ROWS_PER_READ);
    const last = rows.at(-1);
    if (!last) return;
    after = last.sourceRow;
    const lines = rows.map(({ sourceRow, values, errors }) => [
      ...columns.map(({ name }) => values?.[name] ?? ""),
      String(sourceRow),
      errors.map((error) => rowErrorText(error, locale)).join(" "),
    ]);
    yield Buffer.from(csvLines(lines));
  }
}
