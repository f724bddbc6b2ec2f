import { writeXlsxStream } from "hucre/xlsx";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { escapeText } from "#lib/escape-text.ts";
import { cellText, workbookText } from "#lib/spreadsheet-cell.ts";
import { DeliveryFailed, type PublishedItem, type PublishedItems } from "../channel.ts";
import type { FileFormat } from "./file-config.ts";
import { inChunks } from "./in-chunks.ts";
import { jsonLine, mappedColumns, mappedLine, type PublishedColumn, publishedColumns } from "./table.ts";

/** Excel's own limit; a longer text would make it call the file broken. */
const XLSX_CELL_CHARS = 32_767;
/** From here on a sheet may be larger than plain ZIP can say; below it every reader is served. */
const MAY_PASS_4_GIB_ITEMS = 100_000;

/** The bytes of a published file, made from the items as they come. Holds no more than a chunk of them. */
export function encodeItems(items: PublishedItems, format: FileFormat): AsyncIterable<Uint8Array> {
  const { itemCount } = items;
  const written = format === "xlsx" ? workbookText : cellText;
  const columns =
    items.mapping.length > 0
      ? mappedColumns(
          items.mapping.map(({ to }) => to),
          items,
          written,
        )
      : publishedColumns(items.sourceColumns, items.outputFields, items, written);
  switch (format) {
    case "jsonl":
      return inChunks(jsonLines(items));
    case "csv":
      return inChunks(linesOf(items, columns));
    case "xlsx":
      return writeXlsxStream(xlsxRows(items, columns), {
        name: "Published",
        columns: columns.map(({ header, part }) => ({
          header: escapeText(header),
          width: part === "output" ? 40 : 18,
        })),
        freezePane: { rows: 1 },
        zip64: itemCount > MAY_PASS_4_GIB_ITEMS,
      });
  }
}

async function* jsonLines(items: PublishedItems): AsyncGenerator<string> {
  const line = items.mapping.length > 0 ? mappedLine : jsonLine;
  for await (const item of items) yield line(item, items);
}

async function* linesOf(
  items: AsyncIterable<PublishedItem>,
  columns: PublishedColumn[],
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLines([columns.map(({ header }) => header)]);
  for await (const item of items) yield csvLines([columns.map(({ cellOf }) => cellOf(item))]);
}

async function* xlsxRows(items: AsyncIterable<PublishedItem>, columns: PublishedColumn[]) {
  for await (const item of items) {
    yield columns.map(({ header, cellOf }) => {
      const cell = cellOf(item);
      if (typeof cell === "string" && cell.length > XLSX_CELL_CHARS)
        throw new DeliveryFailed({
          code: "publication_cell_too_long",
          params: { itemId: item.itemId, column: header },
        });
      return typeof cell === "string" ? escapeText(cell) : cell;
    });
  }
}
