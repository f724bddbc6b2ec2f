import { columnLetters } from "#lib/datasets/header.ts";
import { DeliveryFailed } from "../channel.ts";
import { type CellRange, rangeOf } from "./cell-range.ts";
import { type CellToWrite, cellsOf, type FormulaCell, fillRow, newRow } from "./fill-row.ts";
import type { SheetShape } from "./read-sheet.ts";
import { sheetPieces } from "./sheet-pieces.ts";
import { attributeOf } from "./sheet-tags.ts";

/** An item as a row of a sheet. */
export interface ItemCells {
  itemId: string;
  /** In the order of their columns. */
  cells: CellToWrite[];
}

/** What is written where. */
export interface Filling {
  /** For a row that the sheet has; `null` where nothing is written to it. */
  at(row: number): Promise<ItemCells | null>;
  /** For the rows from `appendFrom` on, one after the other. */
  appended: AsyncIterator<ItemCells>;
  appendFrom: number;
  /** The last row and column that anything is written to. */
  lastRow: number;
  lastColumn: number;
  /** What is worked out in an added row, by the table that it comes into; in the order of their columns. */
  computed(row: number): FormulaCell[];
}

/**
 * The text of a sheet with rows filled in, as it comes; every other letter of it is as it was.
 * @throws DeliveryFailed for a cell that holds a formula, or that is hidden behind a merged one.
 */
export async function* fillSheet(
  chunks: AsyncIterable<string>,
  { styles, merged }: Pick<SheetShape, "styles" | "merged">,
  filling: Filling,
): AsyncGenerator<string> {
  const covered = coveredCells(merged);
  let prefix = "";
  let target = filling.appendFrom;
  let waiting = await filling.appended.next();
  const refuseUnwritable = (row: number, xml: string | null, { itemId, cells }: ItemCells) => {
    const standing = xml === null ? [] : cellsOf(xml);
    for (const { column } of cells) {
      const params = { itemId, cell: `${columnLetters(column)}${row}` };
      if (standing.some((cell) => cell.column === column && cell.hasFormula))
        throw new DeliveryFailed({ code: "workbook_formula_there", params });
      if (covered(row, column)) throw new DeliveryFailed({ code: "workbook_cell_merged", params });
    }
  };
  const withComputed = (row: number, xml: string | null, { cells }: ItemCells) => {
    const taken = new Set(cells.map(({ column }) => column));
    const standing = xml === null ? [] : cellsOf(xml);
    for (const { column, hasFormula, isFilled } of standing) if (hasFormula || isFilled) taken.add(column);
    const computed = filling.computed(row).filter(({ column }) => !taken.has(column));
    return [...cells, ...computed].sort((one, other) => one.column - other.column);
  };
  async function* appendBefore(row: number): AsyncGenerator<string> {
    for (; !waiting.done && target < row; target++) {
      refuseUnwritable(target, null, waiting.value);
      yield newRow(target, prefix, styles, withComputed(target, null, waiting.value));
      waiting = await filling.appended.next();
    }
  }
  for await (const piece of sheetPieces(chunks)) {
    switch (piece.kind) {
      case "head":
        prefix = piece.prefix;
        yield withDimension(piece.xml, filling);
        break;
      case "row": {
        const { number, xml } = piece;
        yield* appendBefore(number);
        const isNext = !waiting.done && target === number;
        const item = isNext ? waiting.value : await filling.at(number);
        if (isNext) {
          target++;
          waiting = await filling.appended.next();
        }
        if (item) refuseUnwritable(number, xml, item);
        const cells = item && isNext ? withComputed(number, xml, item) : item?.cells;
        yield cells ? fillRow(xml, { number, prefix, styles }, cells) : xml;
        break;
      }
      case "between":
        yield piece.xml;
        break;
      case "tail":
        yield* appendBefore(Number.POSITIVE_INFINITY);
        yield piece.xml;
    }
  }
}

// Some readers take no more of a sheet than it says that it has.
function withDimension(head: string, { lastRow, lastColumn }: Filling): string {
  const tag = /<(?:[\w.-]+:)?dimension\s[^>]*>/.exec(head);
  const reference = tag && attributeOf(tag[0], "ref");
  const range = reference ? rangeOf(reference) : null;
  if (!tag || !reference || !range || lastRow === 0) return head;
  const right = Math.max(range.lastColumn, lastColumn);
  const bottom = Math.max(range.lastRow, lastRow);
  if (right === range.lastColumn && bottom === range.lastRow) return head;
  const from = `${columnLetters(range.firstColumn)}${range.firstRow}`;
  const grown = tag[0].replace(reference, `${from}:${columnLetters(right)}${bottom}`);
  return head.slice(0, tag.index) + grown + head.slice(tag.index + tag[0].length);
}

/** Whether a cell is hidden behind the first of those it is merged with. Rows are asked about in their order. */
function coveredCells(merged: readonly CellRange[]): (row: number, column: number) => boolean {
  const coming = merged.toSorted((one, other) => one.firstRow - other.firstRow);
  let next = 0;
  let open: CellRange[] = [];
  let asked = 0;
  return (row, column) => {
    if (row !== asked) {
      asked = row;
      open = open.filter(({ lastRow }) => lastRow >= row);
      for (let range = coming[next]; range && range.firstRow <= row; range = coming[++next])
        if (range.lastRow >= row) open.push(range);
    }
    return open.some(
      ({ firstRow, firstColumn, lastColumn }) =>
        column >= firstColumn && column <= lastColumn && !(row === firstRow && column === firstColumn),
    );
  };
}
