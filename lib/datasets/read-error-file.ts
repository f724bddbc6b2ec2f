import { openAsBlob } from "node:fs";
import { access, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { db } from "#db/client.ts";
import { type DatasetRecord, findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { dataFolder } from "#lib/data-dir.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

const ROWS_PER_READ = 1_000;

/**
 * The rows that an import left out as a csv: each row as it was, its number in the file and what is wrong with
 * it, so that it can be mended and uploaded again. Kept on disk, so that its size does not matter.
 */
export async function readErrorFile(
  actor: Actor,
  { id }: { id: string },
  locale: Locale,
): Promise<Result<File, "forbidden" | "not_found" | "still_importing">> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  // Until then there may be more of them to come.
  if (dataset.status === "importing") return refuse("still_importing");
  const path = join(/* turbopackIgnore: true */ await dataFolder("uploads"), `${id}.errors.${locale}.csv`);
  if (!(await exists(path))) await writeErrorFile(dataset, locale, path);
  const blob = await openAsBlob(/* turbopackIgnore: true */ path, { type: "text/csv; charset=utf-8" });
  return accept(new File([blob], `${dataset.name} - errors.csv`, { type: blob.type }));
}

/** What is wrong with a row, in a language. */
export function rowErrorText(
  { rule, column, value }: { rule: string; column: string; value: string | null },
  locale: Locale,
): string {
  return translateError(locale, rule, { column, value: value ?? "" });
}

async function writeErrorFile(
  { id, columns }: Pick<DatasetRecord, "id" | "columns">,
  locale: Locale,
  path: string,
): Promise<void> {
  const unfinished = `${path}.${newId()}`;
  const file = await open(/* turbopackIgnore: true */ unfinished, "w");
  try {
    const added = [translateError(locale, "error_file_row"), translateError(locale, "error_file_reason")];
    await file.write(`${BYTE_ORDER_MARK}${csvLines([[...columns.map(({ header }) => header), ...added]])}`);
    for (let after = 0; ; ) {
      const rows = await readRejectedRows(db(), id, after, ROWS_PER_READ);
      const last = rows.at(-1);
      if (!last) break;
      after = last.sourceRow;
      const lines = rows.map(({ sourceRow, values, errors }) => [
        ...columns.map(({ name }) => values?.[name] ?? ""),
        String(sourceRow),
        errors.map((error) => rowErrorText(error, locale)).join(" "),
      ]);
      await file.write(csvLines(lines));
    }
  } finally {
    await file.close();
  }
  await rename(/* turbopackIgnore: true */ unfinished, path);
}

async function exists(path: string): Promise<boolean> {
  return access(/* turbopackIgnore: true */ path).then(
    () => true,
    () => false,
  );
}
