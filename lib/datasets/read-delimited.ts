import Papa from "papaparse";
import { cutText } from "#lib/storable-text.ts";
import type { Delimiter, Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import { BROKEN_CHARACTER, readText, showBroken } from "./read-text.ts";
import {
  isBlank,
  MAX_CELL_CHARACTERS,
  MAX_RECORD_CHARACTERS,
  type SourceReader,
  type SourceRow,
} from "./source-row.ts";
import { tidyCells } from "./tidy-cells.ts";

interface Parsed {
  data: string[][];
  errors: { type: string; code: string; row?: number }[];
  meta: { cursor: number };
}

export interface DelimitedFormat {
  encoding: Encoding;
  delimiter: Delimiter;
  /** Whether quotation marks hold cells together, rather than being letters. */
  quotes: boolean;
}

/** Separates the cells of a text with a single column: a character that stands in no text. */
const NO_DELIMITER = "\uFDD2";

/**
 * Opens a csv or tsv. `sourceRow` is the line on which a record begins, as an editor counts.
 * Its rows throw FileRefusal `quote_unclosed`.
 */
export function openDelimited(path: string, format: DelimitedFormat): SourceReader {
  const text = readText(path, format.encoding);
  const delimiter = format.delimiter === "none" ? NO_DELIMITER : format.delimiter;
  const config = { delimiter, ...(!format.quotes && { fastMode: true }) };
  return {
    async *rows() {
      const lines = new LineCounter();
      let rest = "";
      let parser: Papa.Parser | undefined;
      for await (const chunk of text.chunks()) {
        rest += chunk;
        parser ??= parserFor(rest, config);
        if (!parser) continue;
        const parsed: Parsed = parser.parse(rest, 0, true);
        rest = rest.slice(parsed.meta.cursor);
        if (rest.length > MAX_RECORD_CHARACTERS)
          throw new FileRefusal("quote_unclosed", { line: lines.next });
        const rows = rowsOf(parsed, lines, delimiter);
        if (rows.length > 0) yield rows;
      }
      if (rest === "") return;
      const last: Parsed = (parser ?? new Papa.Parser({ ...config, newline: "\n" })).parse(rest, 0, false);
      const rows = rowsOf(last, lines, delimiter);
      const isCut = last.errors.some(({ code }) => code === "MissingQuotes");
      if (isCut) throw new FileRefusal("quote_unclosed", { line: rows.at(-1)?.sourceRow ?? lines.next });
      if (rows.length > 0) yield rows;
    },
    bytesRead: text.bytesRead,
    close: async () => {},
  };
}

// Line ends of \r\n are taken as \n, which leaves a \r to cut off: files that mix both are common, and so are those in which
// a program on Windows has made it \r\r\n.
function parserFor(text: string, config: Papa.ParseConfig): Papa.Parser | undefined {
  const end = /\r{0,3}\n|\r(?!\r{0,2}(?:\n|$))/.exec(text)?.[0];
  return end ? new Papa.Parser({ ...config, newline: end === "\r" ? "\r" : "\n" }) : undefined;
}

function rowsOf({ data, errors }: Parsed, lines: LineCounter, delimiter: string): SourceRow[] {
  const broken = new Set(errors.filter(({ code }) => code === "InvalidQuotes").map(({ row }) => row));
  const rows: SourceRow[] = [];
  for (const [index, cells] of data.entries()) {
    const last = cells.length - 1;
    if (cells[last]?.endsWith("\r")) cells[last] = withoutReturns(cells[last]);
    const sourceRow = lines.take(cells);
    // The line by which a spreadsheet is told the delimiter.
    if (sourceRow === 1 && /^sep=.?$/i.test(cells.join(delimiter))) continue;
    const row: SourceRow = { sourceRow, cells: tidyCells(cells, delimiter) };
    if (broken.has(index)) addFault(row, -1, "broken_quotes", cutText(showBroken(cells.join(" ")), 200));
    for (const [cell, value] of row.cells.entries()) {
      if (value.includes(BROKEN_CHARACTER)) {
        row.cells[cell] = showBroken(value);
        addFault(row, cell, "broken_character", showBroken(cutText(value, MAX_CELL_CHARACTERS)));
      }
      if (value.length > MAX_CELL_CHARACTERS) addFault(row, cell, "cell_too_long", `${cutText(value, 200)}…`);
    }
    if (!isBlank(row)) rows.push(row);
  }
  return rows;
}

function withoutReturns(cell: string): string {
  let end = cell.length;
  while (cell[end - 1] === "\r") end--;
  return cell.slice(0, end);
}

function addFault(
  row: SourceRow,
  cell: number,
  rule: "broken_quotes" | "broken_character" | "cell_too_long",
  value: string,
) {
  row.faults ??= [];
  row.faults.push({ cell, rule, value });
}

class LineCounter {
  next = 1;

  /** The line on which this record begins; moves on past its last one. */
  take(cells: string[]): number {
    const line = this.next;
    this.next++;
    for (const cell of cells) if (/[\r\n]/.test(cell)) this.next += cell.split(/\r\n|\r|\n/).length - 1;
    return line;
  }
}
