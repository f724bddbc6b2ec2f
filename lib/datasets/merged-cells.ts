import { FileRefusal } from "./file-refusal.ts";

const REFERENCE = /<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g;
/** Longer than any element that tells of merged cells. */
const LONGEST_ELEMENT = 200;
const MAX_MERGED = 200_000;

interface Merged<Cell> {
  /** The first column, from 0; the others keep what they have. */
  column: number;
  last: number;
  value?: Cell | undefined;
}

/**
 * The cells of a sheet that are merged with those below. A sheet tells of them after its rows, so that it is looked
 * through for them before its rows are read.
 */
export class MergedCells {
  readonly #byFirstRow: Map<number, Merged<string | number>[]>;
  #open: Merged<string | number>[] = [];

  private constructor(byFirstRow: Map<number, Merged<string | number>[]>) {
    this.#byFirstRow = byFirstRow;
  }

  /**
   * @param chunks the text of the sheet's XML.
   * @throws FileRefusal `file_too_complex` for more than any table needs.
   */
  static async read(chunks: AsyncIterable<string>): Promise<MergedCells> {
    const byFirstRow = new Map<number, Merged<string | number>[]>();
    let rest = "";
    let count = 0;
    let isThere = false;
    for await (const chunk of chunks) {
      // Rows come first and are most of the sheet: they are only looked through.
      isThere ||=
        chunk.includes("mergeCell") || (rest + chunk.slice(0, LONGEST_ELEMENT)).includes("mergeCell");
      if (!isThere && chunk.length > LONGEST_ELEMENT) rest = chunk.slice(-LONGEST_ELEMENT);
      else {
        const text = rest + chunk;
        let end = 0;
        for (const { index, 0: element, 1: letters = "", 2: top, 4: bottom } of text.matchAll(REFERENCE)) {
          end = index + element.length;
          const [first, last] = [Number(top), Number(bottom)];
          if (last <= first) continue;
          if (++count > MAX_MERGED) throw new FileRefusal("file_too_complex");
          const merged = { column: columnOfLetters(letters), last };
          const beside = byFirstRow.get(first);
          if (beside) beside.push(merged);
          else byFirstRow.set(first, [merged]);
        }
        rest = text.slice(Math.max(end, text.length - LONGEST_ELEMENT));
      }
    }
    return new MergedCells(byFirstRow);
  }

  /**
   * Gives a row the values of the merged cells that reach into it. Rows come in their order; one with nothing of its
   * own stays empty.
   * @returns whether a cell was filled.
   */
  fill(row: number, cells: (string | number)[]): boolean {
    if (this.#byFirstRow.size === 0) return false;
    this.#open = this.#open.filter(({ last }) => last >= row);
    const isEmpty = cells.every((cell) => cell === "");
    let filled = false;
    for (const { column, value } of isEmpty ? [] : this.#open) {
      if (value === undefined || value === "" || (cells[column] ?? "") !== "") continue;
      while (cells.length < column) cells.push("");
      cells[column] = value;
      filled = true;
    }
    for (const merged of this.#byFirstRow.get(row) ?? [])
      this.#open.push({ ...merged, value: cells[merged.column] });
    return filled;
  }
}

function columnOfLetters(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
