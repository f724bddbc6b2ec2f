import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { CellRange } from "./cell-range.ts";
import { type DataValidation, readSheetTail } from "./data-validations.ts";
import { type ColumnStyles, cellsOf } from "./fill-row.ts";
import { sheetPieces } from "./sheet-pieces.ts";
import { attributeOf } from "./sheet-tags.ts";

/** What is known of a sheet before it is filled. */
export interface SheetShape {
  styles: ColumnStyles;
  /** The last row that somebody wrote something in; what only a formula gives does not count. 0 for an empty sheet. */
  lastUsedRow: number;
  validations: DataValidation[];
  merged: CellRange[];
}

const MOST_TAIL_CHARACTERS = 64 * 1024 ** 2;

/**
 * Looks a sheet through, row by row.
 * @throws FileRefusal when it cannot be filled.
 */
export async function readSheet(chunks: AsyncIterable<string>): Promise<SheetShape> {
  let styles: ColumnStyles = () => null;
  let root = "";
  let lastUsedRow = 0;
  let tail = "";
  for await (const piece of sheetPieces(chunks)) {
    if (piece.kind === "head") {
      styles = columnStyles(piece.xml);
      root = /<(?:[\w.-]+:)?worksheet\b[^>]*>/.exec(piece.xml)?.[0] ?? "";
    } else if (piece.kind === "row") {
      if (cellsOf(piece.xml).some(({ isFilled, hasFormula }) => isFilled && !hasFormula))
        lastUsedRow = piece.number;
    } else if (piece.kind === "tail") {
      tail += piece.xml;
      if (tail.length > MOST_TAIL_CHARACTERS) throw new FileRefusal("file_too_complex");
    }
  }
  if (root === "") throw new FileRefusal("file_damaged", { part: "sheet" });
  return { styles, lastUsedRow, ...readSheetTail(root + tail.replace(/^<\/[^>]*>/, "")) };
}

function columnStyles(head: string): ColumnStyles {
  const styled = [...head.matchAll(/<(?:[\w.-]+:)?col\s[^>]*>/g)].flatMap(([tag]) => {
    const style = attributeOf(tag, "style");
    const [first, last] = [Number(attributeOf(tag, "min")), Number(attributeOf(tag, "max"))];
    return style === null || !/^\d+$/.test(style) ? [] : [{ first, last, style }];
  });
  return (column) =>
    styled.find(({ first, last }) => column + 1 >= first && column + 1 <= last)?.style ?? null;
}
