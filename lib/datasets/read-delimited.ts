import Papa from "papaparse";
import { cutText } from "#lib/storable-text.ts";
import type { Delimiter, Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import { holdsRows, lineEndsIn, OverlongCell } from "./overlong-cell.ts";
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

/** Kept of a cell that is too long; two quotation marks of it are one. */
const LONGEST_BEGINNING = 2 * MAX_CELL_CHARACTERS + 2;

/** Separates the cells of a text with a single column: a character that stands in no text. */
const NO_DELIMITER = "\uFDD2";

/**
 * Opens a csv or tsv. `sourceRow` is the line on which a record begins, as an editor counts.
 * A cell of any length is told as too long, and only the beginning of it is read. Its rows throw FileRefusal `quote_unclosed`.
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
      let overlong: OverlongCell | null = null;
      // Of the record that `rest` begins with: lines of cells that were passed over, `null` where none was.
      let passedLines: number | null = null;
      let width = 0;
      const take = (parsed: Parsed): SourceRow[] => {
        width = Math.max(width, parsed.data[0]?.length ?? 0);
        const rows = rowsOf(parsed, lines, delimiter, passedLines);
        if (parsed.data.length > 0) passedLines = null;
        return rows;
      };
      for await (const chunk of text.chunks()) {
        const part: string | null = overlong ? overlong.endIn(chunk) : chunk;
        if (part === null) continue;
        if (overlong) passedLines = (passedLines ?? 0) + overlong.lines;
        overlong = null;
        rest += part;
        parser ??= parserFor(rest, config);
        if (!parser && rest.length <= MAX_RECORD_CHARACTERS) continue;
        parser ??= new Papa.Parser({ ...config, newline: "\n" });
        const parsed: Parsed = parser.parse(rest, 0, true);
        rest = rest.slice(parsed.meta.cursor);
        const rows = take(parsed);
        if (rows.length > 0) yield rows;
        if (rest.length <= MAX_RECORD_CHARACTERS) continue;
        const { kept, cell, isQuoted } = cutRecord(rest, parser);
        if (isQuoted && holdsRows(cell, delimiter, width))
          throw new FileRefusal("quote_unclosed", { line: lines.next });
        passedLines = (passedLines ?? 0) + lineEndsIn(rest.slice(kept.length));
        rest = kept;
        overlong = new OverlongCell(delimiter, isQuoted);
      }
      if (overlong && !overlong.endsHere) throw new FileRefusal("quote_unclosed", { line: lines.next });
      if (rest === "") return;
      if (overlong) passedLines = (passedLines ?? 0) + overlong.lines;
      const whole = overlong && parser?.parse(rest, 0, false).errors.length ? `${rest}"` : rest;
      const last: Parsed = (parser ?? new Papa.Parser({ ...config, newline: "\n" })).parse(whole, 0, false);
      const rows = take(last);
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

/** What is kept of a record whose last cell goes on beyond all bounds, and that cell as far as it has come. */
function cutRecord(record: string, parser: Papa.Parser): { kept: string; cell: string; isQuoted: boolean } {
  const { data, errors }: Parsed = parser.parse(record, 0, false);
  const cell = data.at(-1)?.at(-1) ?? "";
  const passed = Math.max(0, cell.length - LONGEST_BEGINNING);
  // Neither a line end nor two quotation marks are cut in half.
  const kept = record.slice(0, record.length - passed).replace(/["\r\n]+$/, "");
  return { kept, cell, isQuoted: errors.some(({ code }) => code === "MissingQuotes") };
}

/** @param passedLines of cells of the first record that were passed over; `null` where none was. */
function rowsOf(
  { data, errors }: Parsed,
  lines: LineCounter,
  delimiter: string,
  passedLines: number | null,
): SourceRow[] {
  const broken = new Set(errors.filter(({ code }) => code === "InvalidQuotes").map(({ row }) => row));
  const rows: SourceRow[] = [];
  for (const [index, cells] of data.entries()) {
    const last = cells.length - 1;
    if (cells[last]?.endsWith("\r")) cells[last] = withoutReturns(cells[last]);
    const sourceRow = lines.take(cells);
    const isCut = index === 0 && passedLines !== null;
    if (isCut) lines.next += passedLines ?? 0;
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
    // The beginning that is left of a cell may be no longer than others are.
    const cut =
      isCut && !row.faults?.some(({ rule }) => rule === "cell_too_long") ? longestOf(row.cells) : -1;
    if (cut >= 0) addFault(row, cut, "cell_too_long", `${cutText(row.cells[cut] ?? "", 200)}…`);
    if (!isBlank(row)) rows.push(row);
  }
  return rows;
}

function longestOf(cells: readonly string[]): number {
  return cells.reduce(
    (longest, { length }, at) => (length > (cells[longest]?.length ?? -1) ? at : longest),
    -1,
  );
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
