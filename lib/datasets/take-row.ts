import { isBlankText } from "#lib/blank-text.ts";
import { fitsType } from "./column-type.ts";
import type { PlannedColumn } from "./import-plan.ts";
import type { FaultRule, SourceRow } from "./source-row.ts";

const ROW_RULES = [
  "missing_value",
  "not_number",
  "not_url",
  "not_boolean",
  "not_date",
  "too_many_cells",
] as const;

export type RowRule = (typeof ROW_RULES)[number] | FaultRule;

/** Why a row was left out: the rule, the column ("" for the row as a whole) and what stood there. */
export interface RowError {
  column: string;
  rule: RowRule;
  value: string;
}

export type TakenRow =
  | { ok: true; values: Record<string, string> }
  | { ok: false; values: Record<string, string>; errors: RowError[] };

/** Fits one row of a file to the planned columns. Every planned column has a value, "" where the cell is empty. */
export function takeRow(row: SourceRow, columns: readonly PlannedColumn[], width: number): TakenRow {
  // Without a prototype, so that a column called __proto__ is one like any other.
  const values: Record<string, string> = Object.create(null);
  const errors: RowError[] = [];
  for (const column of columns) {
    const value = row.cells[column.index] ?? "";
    values[column.name] = value;
    const rule = ruleBroken(value, column);
    if (rule && !isFaulty(row, column.index)) errors.push({ column: column.name, rule, value });
  }
  for (const fault of row.faults ?? []) {
    const column = columns.find(({ index }) => index === fault.cell);
    // A cell in a column that was left out is nobody's concern.
    if (fault.cell >= 0 && !column) continue;
    errors.push({ column: column?.name ?? "", rule: fault.rule, value: fault.value });
    if (column) values[column.name] = fault.value;
  }
  const beyond = row.cells.slice(width).find((cell) => !isBlankText(cell));
  if (beyond !== undefined) errors.push({ column: "", rule: "too_many_cells", value: beyond });
  return errors.length === 0 ? { ok: true, values } : { ok: false, values, errors };
}

/** The rule of its column that a value breaks; `null` for none. */
export function ruleBroken(
  value: string,
  { required, type }: Pick<PlannedColumn, "required" | "type">,
): RowRule | null {
  if (isBlankText(value)) return required ? "missing_value" : null;
  return type === "text" || fitsType(value, type) ? null : `not_${type}`;
}

function isFaulty(row: SourceRow, cell: number): boolean {
  return row.faults?.some((fault) => fault.cell === cell) ?? false;
}
