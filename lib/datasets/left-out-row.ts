import { trimBlanks } from "#lib/blank-text.ts";
import { cellText, workbookText } from "#lib/spreadsheet-cell.ts";
import { cutText } from "#lib/storable-text.ts";
import type { CellFix } from "./cell-fix.ts";
import { type ColumnRule, fixErrors, ruleBroken } from "./take-row.ts";

/** A row that an import left out, and all that is wrong with it. Without errors it can be taken in. */
export interface LeftOutRow {
  sourceRow: number;
  values: Record<string, string>;
  errors: { column: string; rule: string; value: string | null }[];
}

/** The row after fixes for its cells. */
export function fixRow(
  row: LeftOutRow,
  columns: readonly ColumnRule[],
  fixes: readonly CellFix[],
): LeftOutRow {
  const values = copyOf(row.values);
  return { ...row, values, errors: fixErrors(values, row.errors, columns, fixes) };
}

/**
 * The row with values that a person wrote. What was wrong with the row as a whole, or with how a cell was read, is put
 * right by writing it anew; the columns ask of every value what they ask of a file's.
 * @param isSeen whether the person had this row alone before them: then its cells stand where they belong.
 */
export function correctRow(
  row: LeftOutRow,
  columns: readonly ColumnRule[],
  written: Readonly<Record<string, string>>,
  { isSeen }: { isSeen: boolean },
): LeftOutRow {
  const values = copyOf(row.values);
  const changed = new Set<string>();
  for (const { name } of columns) {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    if (value === undefined || value === (values[name] ?? "")) continue;
    values[name] = value;
    changed.add(name);
  }
  const misread = row.errors.filter(({ column, rule }) => {
    if (column === "") return !isSeen && changed.size === 0;
    return !changed.has(column) && isOfTheFile(rule);
  });
  const broken = columns.flatMap((column) => {
    const value = values[column.name] ?? "";
    const rule = ruleBroken(value, column);
    const isTold = misread.some((error) => error.column === column.name);
    return rule && !isTold ? [{ column: column.name, rule, value }] : [];
  });
  return { ...row, values, errors: [...misread, ...broken] };
}

/** A value as it stands in the workbook of left-out rows. */
export function errorWorkbookText(value: string): string {
  return cutText(workbookText(value), XLSX_CELL_CHARACTERS);
}

/**
 * Whether a value that came back in a file is the one that was sent: spreadsheets drop leading zeros, shorten long
 * numbers and change line ends of what nobody has touched, and an apostrophe before a formula is ours.
 */
export function isSameCell(sent: string, returned: string): boolean {
  const after = withPlainLineEnds(returned);
  if ([sent, cellText(sent), errorWorkbookText(sent)].some((text) => withPlainLineEnds(text) === after))
    return true;
  const before = trimBlanks(sent);
  if (before.length > MOST_DIGITS || !DECIMAL.test(before)) return false;
  if (after.length <= MOST_DIGITS && DECIMAL.test(after) && plainest(before) === plainest(after)) return true;
  return SHORTENED.test(after) ? isRounded(before, after) : isCut(before, after);
}

/** Excel's own limit; a longer text would make it call the file broken. */
const XLSX_CELL_CHARACTERS = 32_767;
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;
const SHORTENED = /^[+-]?\d+(\.\d+)?E[+-]?\d+$/i;
/** Longer texts name nothing that a spreadsheet would take for a number. */
const MOST_DIGITS = 100;
/** Digits that a spreadsheet keeps of a number. */
const KEPT_DIGITS = 15;

function withPlainLineEnds(text: string): string {
  return trimBlanks(text.replace(/\r\n?/g, "\n"));
}

// 007 and 7, 1.50 and 1.5: what a spreadsheet makes of a text that looks like a number.
function plainest(decimal: string): string {
  const bare = decimal.replace(/^([+-]?)0+(?=\d)/, "$1");
  return bare.includes(".") ? bare.replace(/\.?0+$/, "") : bare;
}

// 4006381333931 comes back as 4.00638E+12: the same number to as many digits as are left of it.
function isRounded(before: string, after: string): boolean {
  const digits = (after.split(/e/i)[0] ?? "").replace(/\D/g, "").length;
  return digits <= KEPT_DIGITS && Number(before).toPrecision(digits) === Number(after).toPrecision(digits);
}

// A spreadsheet fills what is beyond its digits with noughts.
function isCut(before: string, after: string): boolean {
  const kept = before.slice(0, KEPT_DIGITS);
  return /^\d{16,}$/.test(before) && after === kept.padEnd(before.length, "0");
}

// What columns ask for is asked anew; what was wrong with how a cell was read stays wrong until it is written.
function isOfTheFile(rule: string): boolean {
  return rule !== "missing_value" && !rule.startsWith("not_");
}

function copyOf(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.assign(Object.create(null), values);
}
