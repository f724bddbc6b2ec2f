import type { Locale } from "#lib/i18n/locales.ts";
import type { ObjectKey } from "#lib/objects/object-store.ts";
import type { TableFormat } from "#lib/table-format.ts";

/** Where the file of an upload lies in the object store. */
export function uploadKey(uploadId: string): ObjectKey {
  return `uploads/${uploadId}`;
}

/** Where the rows lie that an import left out, with what is wrong with them in a language. */
export function errorFileKey(datasetId: string, locale: Locale, format: TableFormat = "csv"): ObjectKey {
  return `uploads/${datasetId}.errors.${locale}.${format}`;
}
