import { db } from "#db/client.ts";
import { findImport, readLeftOutRows } from "#db/queries/catalogue/imports.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { errorFileKey } from "#lib/datasets/upload-key.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { catalogueImportPlanSchema } from "./import-plan.ts";

const ROWS_PER_READ = 1_000;

/**
 * The rows that an import left out as a csv: each row as it was, its number in the file and what is wrong with it, so
 * that it can be mended and imported by itself. Needs `catalogue:read`. Refuses while the file is still being read.
 */
export async function readCatalogueErrorFile(
  actor: Actor,
  { id }: { id: string },
  locale: Locale,
): Promise<
  Result<{ name: string; mediaType: string; file: OpenObject }, "forbidden" | "not_found" | "still_importing">
> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const found = await findImport(db(), id);
  if (!found) return refuse("not_found");
  if (found.status === "reading") return refuse("still_importing");
  const headers = catalogueImportPlanSchema.parse(found.plan).file.columns.map(({ header }) => header);
  const store = await objectStore();
  const key = errorFileKey(id, locale);
  const written = await store.get(key);
  if (!written) await store.put(key, errorFile(id, headers, locale));
  const file = written ?? (await store.get(key));
  if (!file) throw new AppError("An error file is gone as soon as it was written.", { facts: { id } });
  const name = `${found.fileName.replace(/\.[^.]+$/, "")} - errors.csv`;
  return accept({ name, mediaType: "text/csv; charset=utf-8", file });
}

/** What is wrong with a row, in a language. */
export function importErrorText(
  error: { rule: string; column: string; value: string | null; otherRow?: number | null },
  locale: Locale,
): string {
  const { rule, column, value, otherRow } = error;
  return translateError(locale, rule, { column, value: value ?? "", row: otherRow ?? 0 });
}

async function* errorFile(
  id: string,
  headers: readonly string[],
  locale: Locale,
): AsyncGenerator<Uint8Array> {
  const added = [translateError(locale, "error_file_row"), translateError(locale, "error_file_reason")];
  yield Buffer.from(`${BYTE_ORDER_MARK}${csvLines([[...headers, ...added]])}`);
  for (let after = 0; ; ) {
    const rows = await readLeftOutRows(db(), id, after, ROWS_PER_READ);
    const last = rows.at(-1);
    if (!last) return;
    after = last.sourceRow;
    const lines = rows.map(({ sourceRow, values, errors }) => [
      ...headers.map((header) => values?.[header] ?? ""),
      String(sourceRow),
      errors.map((error) => importErrorText(error, locale)).join(" "),
    ]);
    yield Buffer.from(csvLines(lines));
  }
}
