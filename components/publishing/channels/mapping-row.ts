import { newId } from "#lib/new-id.ts";
import type { Mapping } from "#lib/publishing/mapping/mapping.ts";

/** A field of a mapping as somebody writes it. */
export interface MappingRow {
  id: string;
  to: string;
  field: string;
  prefix: string;
  maxLength: number | null;
  /** Tags with spaces between; `null`: whatever is in it stays. */
  html: string | null;
}

/** A row to be filled in. */
export function newMappingRow(): MappingRow {
  return { id: newId(), to: "", field: "", prefix: "", maxLength: null, html: null };
}

/** A mapping as rows to be changed. */
export function rowsOf(mapping: Mapping): MappingRow[] {
  return Object.entries(mapping).map(([to, mapped]) => {
    if (typeof mapped === "string") return { ...newMappingRow(), to, field: mapped };
    const { field, prefix = "", maxLength = null, html } = mapped;
    return { ...newMappingRow(), to, field, prefix, maxLength, html: html ? html.join(" ") : null };
  });
}
