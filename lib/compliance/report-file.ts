import { Readable } from "node:stream";
import { writeXlsxStream } from "hucre/xlsx";
import { escapeText } from "#lib/escape-text.ts";
import { type Cell, workbookText } from "#lib/spreadsheet-cell.ts";

export const REPORT_FORMATS = ["xlsx", "json"] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report as it is sent: made while it is read, so that its length does not matter. */
export interface ReportFile {
  name: string;
  mediaType: string;
  file: { content: Readable };
}

/** Excel's own limit; a longer text is cut, and says so. */
const XLSX_CELL_CHARS = 32_767;
const CUT = " […]";
const CHUNK_CHARS = 64 * 1024;

const MEDIA_TYPES: Record<ReportFormat, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
};

/** A file of a report's content. @param name without its ending. */
export function reportFile(
  name: string,
  format: ReportFormat,
  content: AsyncIterable<Uint8Array>,
): ReportFile {
  return {
    name: `${name}.${format}`,
    mediaType: MEDIA_TYPES[format],
    file: { content: Readable.from(content) },
  };
}

/** A sheet of rows as they come; texts that a spreadsheet would run are neutralised. */
export function sheetOf<Row>(
  name: string,
  columns: Readonly<Record<string, (row: Row) => Cell>>,
  rows: AsyncIterable<Row>,
): AsyncIterable<Uint8Array> {
  return writeXlsxStream(cellsOf(Object.values(columns), rows), {
    name,
    columns: Object.keys(columns).map((header) => ({ header, width: 24 })),
    freezePane: { rows: 1 },
    zip64: true,
  });
}

async function* cellsOf<Row>(columns: ((row: Row) => Cell)[], rows: AsyncIterable<Row>) {
  for await (const row of rows) yield columns.map((cellOf) => reportCell(cellOf(row)));
}

/** A cell as it may stand in a report's sheet. */
export function reportCell(cell: Cell): Cell {
  if (typeof cell !== "string") return cell;
  const text = escapeText(workbookText(cell));
  return text.length > XLSX_CELL_CHARS ? text.slice(0, XLSX_CELL_CHARS - CUT.length) + CUT : text;
}

/** A JSON object: what is known at once, and lists that are written as they come. */
export async function* jsonOf(
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, AsyncIterable<unknown>>>,
): AsyncGenerator<Uint8Array> {
  let text = JSON.stringify(head).slice(0, -1);
  for (const [name, rows] of Object.entries(lists)) {
    text += `${text === "{" ? "" : ","}${JSON.stringify(name)}:[`;
    let isFirst = true;
    for await (const row of rows) {
      text += `${isFirst ? "" : ","}${JSON.stringify(row)}`;
      isFirst = false;
      if (text.length < CHUNK_CHARS) continue;
      yield Buffer.from(text);
      text = "";
    }
    text += "]";
  }
  yield Buffer.from(`${text}}`);
}
