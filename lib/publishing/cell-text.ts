// A spreadsheet takes a cell for a formula by its first character, in full width too; tabs and line ends before
// it are skipped by some, invisible characters by others.
const STARTS_FORMULA = /^[\s\u200B-\u200F\u2060\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_A_CELL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * Text as it may stand in a spreadsheet cell: never a formula, nothing that XML cannot hold. What would start
 * one gets an apostrophe before it; numbers of our own are not text and do not come this way.
 */
export function cellText(text: string): string {
  const printable = text.replace(NOT_IN_A_CELL, "").toWellFormed();
  return STARTS_FORMULA.test(printable) ? `'${printable}` : printable;
}

/** One line of a CSV file, with its line end. Numbers and booleans stand as they are. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** What a cell holds once its text is made safe. */
export type Cell = string | number | boolean | null;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
