import { Readable } from "node:stream";
import { writeXlsxStream } from "hucre/xlsx";
import { BYTE_ORDER_MARK, csvLines } from "./csv-lines.ts";
import { escapeText } from "./escape-text.ts";
import type { OpenObject } from "./objects/object-store.ts";
import { workbookText } from "./spreadsheet-cell.ts";
import type { TableFormat } from "./table-format.ts";

/** A file to be sent. */
export interface TableFile {
  name: string;
  mediaType: string;
  file: OpenObject;
}

/** A managed table as a file that a spreadsheet opens and runs nothing of; its first row is the header. */
export async function tableFile(
  name: string,
  rows: readonly (readonly string[])[],
  format: TableFormat,
): Promise<TableFile> {
  switch (format) {
    case "csv": {
      const content = Buffer.from(BYTE_ORDER_MARK + csvLines(rows));
      return wholeFile(`${name}.csv`, "text/csv; charset=utf-8", content);
    }
    case "xlsx": {
      const [header = [], ...body] = rows;
      const sheet = writeXlsxStream(inCells(body), {
        name: "Terms",
        columns: header.map((column) => ({ header: column, width: 24 })),
        freezePane: { rows: 1 },
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of sheet) chunks.push(chunk);
      const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
      return wholeFile(`${name}.xlsx`, mediaType, Buffer.concat(chunks));
    }
  }
}

/** A file whose content is at hand. */
export function wholeFile(name: string, mediaType: string, content: Buffer): TableFile {
  return { name, mediaType, file: { bytes: content.length, content: Readable.from([content]) } };
}

async function* inCells(rows: readonly (readonly string[])[]) {
  for (const row of rows) yield row.map((cell) => escapeText(workbookText(cell)));
}
