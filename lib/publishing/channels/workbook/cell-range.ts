import { columnOfReference } from "./sheet-tags.ts";

/** Cells of a sheet from a corner to another; columns from 0, rows from 1, both included. */
export interface CellRange {
  firstColumn: number;
  lastColumn: number;
  firstRow: number;
  lastRow: number;
}

export const LAST_ROW = 1_048_576;

const CELLS = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$/;
const COLUMNS = /^\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})$/;
const ROWS = /^\$?(\d{1,7}):\$?(\d{1,7})$/;

/** The cells that a reference such as `$B$2:$B$9`, `B:B` or `2:9` names; `null` for anything else. */
export function rangeOf(reference: string): CellRange | null {
  const cells = CELLS.exec(reference);
  if (cells) {
    const [, left = "", top = "", right = left, bottom = top] = cells;
    return range([left, right], [Number(top), Number(bottom)]);
  }
  const columns = COLUMNS.exec(reference);
  if (columns) return range([columns[1] ?? "", columns[2] ?? ""], [1, LAST_ROW]);
  const rows = ROWS.exec(reference);
  return rows ? range(["A", "XFD"], [Number(rows[1]), Number(rows[2])]) : null;
}

/** The same for several with spaces between; what is none is left out. */
export function rangesOf(references: string): CellRange[] {
  return references
    .split(/\s+/)
    .map(rangeOf)
    .filter((found) => found !== null);
}

function range(letters: [string, string], rows: [number, number]): CellRange {
  const columns = letters.map((each) => columnOfReference(each) ?? 0);
  return {
    firstColumn: Math.min(...columns),
    lastColumn: Math.max(...columns),
    firstRow: Math.min(...rows),
    lastRow: Math.max(...rows),
  };
}
