import Papa from "papaparse";
import { type Cell, STARTS_FORMULA } from "./spreadsheet-cell.ts";

/** What a CSV file begins with: Excel reads it as UTF-8 and shows Chinese; readers of CSV drop it. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** Rows as lines of a CSV file, each with its line end; texts that a spreadsheet would run get an apostrophe before them. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "";
  return `${Papa.unparse(rows as Cell[][], { escapeFormulae: STARTS_FORMULA, newline: "\r\n" })}\r\n`;
}
