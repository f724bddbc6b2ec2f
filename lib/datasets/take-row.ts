import { isBlankText } from "#lib/blank-text.ts";
import { type CellFix, fixCell } from "./cell-fix.ts";
import { fitsType } from "./column-type.ts";
import type { PlannedColumn } from "./import-plan.ts";
import { type FaultRule, MAX_CELL_CHARACTERS, type SourceRow } from "./source-row.ts";

const ROW_RULES = [
  "missing_value",
  "not_number",
  "not_url",
  "not_boolean",
  "not_date",
  "too_many_cells",
] as const;

export type RowRule = (typeof ROW_RULES)[number] | FaultRule;

/** What a column asks of its cells. */
export type ColumnRule = Pick<PlannedColumn, "name" | "required" | "type">;

/** Why a row was left out: the rule, the column ("" for the row as a whole) and what stood there. */
export interface RowError {
  column: string;
  rule: RowRule;
  value: string;
}

export type TakenRow =
  | { ok: true; values: Record<string, string> }
  | { ok: false; values: Record<string, string>; errors: RowError[] };

/**
 * Fits one row of a file to the planned columns. Every planned column has a value, "" where the cell is empty.
 * @param fixes for cells that do not fit; a fix that does not make its cell fit leaves it as it was.
 */
export function takeRow(
  row: SourceRow,
  columns: readonly PlannedColumn[],
  width: number,
  fixes: readonly CellFix[] = [],
): TakenRow {
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
  if (errors.length === 0) return { ok: true, values };
  const left = fixes.length === 0 ? errors : fixErrors(values, errors, columns, fixes);
  return left.length === 0 ? { ok: true, values } : { ok: false, values, errors: left };
}

/** Puts right in `values` what the fixes put right. @returns the errors that are left. */
export function fixErrors<Wrong extends { column: string; rule: string }>(
  values: Record<string, string>,
  errors: readonly Wrong[],
  columns: readonly ColumnRule[],
  fixes: readonly CellFix[],
): Wrong[] {
  return errors.filter((error) => {
    const column = columns.find(({ name }) => name === error.column);
    const value = values[error.column] ?? "";
    const fixed = fixCell(value, error, fixes);
    if (!column || fixed === value || ruleBroken(fixed, column)) return true;
    values[error.column] = fixed;
    return false;
  });
}

/** The rule of its column that a value breaks; `null` for none. */
export function ruleBroken(
  value: string,
  { required, type }: Pick<PlannedColumn, "required" | "type">,
): RowRule | null {
  if (isBlankText(value)) return required ? "missing_value" : null;
  if (value.length > MAX_CELL_CHARACTERS) return "cell_too_long";
  return type === "text" || fitsType(value, type) ? null : `not_${type}`;
}

function isFaulty(row: SourceRow, cell: number): boolean {
  return row.faults?.some((fault) => fault.cell === cell) ?? false;
}
