import Papa from "papaparse";
import type { Delimiter, Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import { readText } from "./read-text.ts";
import {
  isBlank,
  MAX_CELL_CHARACTERS,
  MAX_RECORD_CHARACTERS,
  type SourceReader,
  type SourceRow,
} from "./source-row.ts";

interface Parsed {
  data: string[][];
  errors: { type: string; code: string; row?: number }[];
  meta: { cursor: number };
}

/**
 * Opens a csv or tsv. `sourceRow` is the line on which a record begins, as an editor counts.
 * Its rows throw FileRefusal `quote_unclosed` or `encoding_broken`.
 */
export function openDelimited(path: string, encoding: Encoding, delimiter: Delimiter): SourceReader {
  const text = readText(path, encoding);
  return {
    async *rows() {
      const lines = new LineCounter();
      let rest = "";
      let parser: Papa.Parser | undefined;
      for await (const chunk of text.chunks()) {
        rest += chunk;
        parser ??= parserFor(rest, delimiter);
        if (!parser) continue;
        const parsed: Parsed = parser.parse(rest, 0, true);
        rest = rest.slice(parsed.meta.cursor);
        if (rest.length > MAX_RECORD_CHARACTERS)
          throw new FileRefusal("quote_unclosed", { line: lines.next });
        const rows = rowsOf(parsed, lines);
        if (rows.length > 0) yield rows;
      }
      if (rest === "") return;
      const last: Parsed = (parser ?? new Papa.Parser({ delimiter, newline: "\n" })).parse(rest, 0, false);
      const rows = rowsOf(last, lines);
      const isCut = last.errors.some(({ code }) => code === "MissingQuotes");
      if (isCut) throw new FileRefusal("quote_unclosed", { line: rows.at(-1)?.sourceRow ?? lines.next });
      if (rows.length > 0) yield rows;
    },
    bytesRead: text.bytesRead,
    close: async () => {},
  };
}

// Line ends of \r\n are taken as \n, which leaves a \r to cut off: files that mix both are common.
function parserFor(text: string, delimiter: Delimiter): Papa.Parser | undefined {
  const end = /\r\n|\n|\r(?!$)/.exec(text)?.[0];
  return end ? new Papa.Parser({ delimiter, newline: end === "\r" ? "\r" : "\n" }) : undefined;
}

function rowsOf({ data, errors }: Parsed, lines: LineCounter): SourceRow[] {
  const broken = new Set(errors.filter(({ code }) => code === "InvalidQuotes").map(({ row }) => row));
  const rows: SourceRow[] = [];
  for (const [index, cells] of data.entries()) {
    const last = cells.length - 1;
    if (cells[last]?.endsWith("\r")) cells[last] = cells[last].slice(0, -1);
    const row: SourceRow = { sourceRow: lines.take(cells), cells };
    if (broken.has(index))
      row.faults = [{ cell: -1, rule: "broken_quotes", value: cells.join(" ").slice(0, 200) }];
    for (const [cell, value] of cells.entries()) {
      if (value.length <= MAX_CELL_CHARACTERS) continue;
      row.faults ??= [];
      row.faults.push({ cell, rule: "cell_too_long", value: `${value.slice(0, 200)}…` });
    }
    if (!isBlank(row)) rows.push(row);
  }
  return rows;
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
