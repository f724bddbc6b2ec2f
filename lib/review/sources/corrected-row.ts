import type { DatasetRecord } from "#db/queries/datasets.ts";
import { ruleBroken } from "#lib/datasets/take-row.ts";
import type { FieldRefusal } from "#lib/result.ts";

/** What of a row a correction changes, or why its values do not fit the columns. */
export type CorrectedRow =
  | { ok: true; changed: Record<string, string> }
  | { ok: false; misfits: FieldRefusal[] };

/** Fits corrected values to a row's columns, by the rules that its import went by. */
export function correctedRow(
  row: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
  columns: readonly Pick<DatasetRecord["columns"][number], "name" | "type" | "required">[],
): CorrectedRow {
  const misfits: FieldRefusal[] = [];
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = columns.find((one) => one.name === name);
    const rule = column ? ruleBroken(value, column) : "column_unknown";
    if (rule) misfits.push({ path: `values.${name}`, code: rule, params: { column: name, value } });
    else if (value !== (row[name] ?? "")) changed[name] = value;
  }
  return misfits.length === 0 ? { ok: true, changed } : { ok: false, misfits };
}
