import { writeXlsxStream } from "hucre/xlsx";
import type { ReviewContextRow } from "#db/queries/review/batches.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { FileFormat } from "./publication.ts";
import { jsonLine, type PublishedColumn, type PublishedItem, publishedColumns } from "./table.ts";

/** Excel's own limit; a longer text would make it call the file broken. */
const XLSX_CELL_CHARS = 32_767;
/** From here on a sheet may be larger than plain ZIP can say; below it every reader is served. */
const MAY_PASS_4_GIB_ITEMS = 100_000;
const CHUNK_CHARS = 64 * 1024;

/** A text longer than a spreadsheet cell can hold. */
export class CellTooLongError extends Error {
  readonly itemId: string;
  readonly column: string;

  constructor(itemId: string, column: string) {
    super("A text is longer than a spreadsheet cell can hold.");
    this.itemId = itemId;
    this.column = column;
  }
}

/** The bytes of a published file, made from the items as they come. Holds no more than a chunk of them. */
export function encodeItems(
  { format, itemCount }: { format: FileFormat; itemCount: number },
  items: AsyncIterable<PublishedItem>,
  context: Pick<ReviewContextRow, "columns" | "outputs" | "simulated">,
): AsyncIterable<Uint8Array> {
  const sourceColumns = context.columns.map(({ name }) => name);
  const columns = publishedColumns(sourceColumns, context.outputs as OutputField[], context.simulated);
  switch (format) {
    case "jsonl":
      return inChunks(jsonLines(items, context.simulated));
    case "csv":
      return inChunks(linesOf(items, columns));
    case "xlsx":
      return writeXlsxStream(xlsxRows(items, columns), {
        name: "Published",
        columns: columns.map(({ header, part }) => ({ header, width: part === "output" ? 40 : 18 })),
        freezePane: { rows: 1 },
        zip64: itemCount > MAY_PASS_4_GIB_ITEMS,
      });
  }
}

async function* jsonLines(items: AsyncIterable<PublishedItem>, simulated: boolean): AsyncGenerator<string> {
  for await (const item of items) yield jsonLine(item, simulated);
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
        throw new CellTooLongError(item.itemId, header);
      return cell;
    });
  }
}

async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let chunk = "";
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK_CHARS) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  yield Buffer.from(chunk);
}
