import { stat } from "node:fs/promises";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { likelyHeader } from "#lib/datasets/header.ts";
import type { PlannedFormat } from "#lib/datasets/import-plan.ts";
import { openSource } from "#lib/datasets/open-source.ts";
import { openWorkbook } from "#lib/datasets/read-workbook.ts";
import type { SourceReader, SourceRow } from "#lib/datasets/source-row.ts";
import type { Block } from "./block.ts";

const ROWS_SEARCHED = 20;
/** More rows than this are a dataset and no document. */
const MOST_ROWS = 50_000;

/** A workbook: every row of every sheet that is not hidden, its cells named by their headers. @throws FileRefusal */
export async function* readWorkbook(path: string, scratch: string): AsyncGenerator<Block> {
  const workbook = await openWorkbook(path, scratch, (await stat(path)).size);
  try {
    for (const { name } of workbook.sheets.filter(({ hidden }) => !hidden))
      yield* blocksOf(workbook.openSheet(name), name);
  } finally {
    workbook.close();
  }
}

/** A table of text, such as csv: every row, its cells named by their headers. @throws FileRefusal */
export async function* readTableText(
  path: string,
  scratch: string,
  format: Exclude<PlannedFormat, { kind: "xlsx" }>,
): AsyncGenerator<Block> {
  yield* blocksOf(await openSource(path, scratch, format), undefined);
}

async function* blocksOf(reader: SourceReader, sheet: string | undefined): AsyncGenerator<Block> {
  let first: SourceRow[] | null = [];
  let names: readonly string[] = [];
  let rowCount = 0;
  const blockOf = ({ sourceRow, cells }: SourceRow): Block[] => {
    const named = cells.flatMap((cell, index) => {
      const value = cell.trim();
      const name = names[index]?.trim();
      return value ? [name ? `${name}: ${value}` : value] : [];
    });
    if (named.length === 0) return [];
    if (++rowCount > MOST_ROWS) throw new FileRefusal("too_many_rows", { limit: MOST_ROWS });
    const rows: [number, number] = [sourceRow, sourceRow];
    const place = { headings: [], ...(sheet !== undefined && { sheet }), rows };
    return [{ text: named.join(" | "), place, kind: "row" }];
  };
  const begin = (rows: SourceRow[]): Block[] => {
    first = null;
    const header = rows.length > 1 ? likelyHeader(rows.map(({ cells }) => cells)) : -1;
    names = rows[header]?.cells ?? [];
    return rows.filter((_, index) => index !== header).flatMap(blockOf);
  };
  try {
    for await (const rows of reader.rows())
      for (const row of rows) {
        if (first === null) yield* blockOf(row);
        else if (first.push(row) === ROWS_SEARCHED) yield* begin(first);
      }
    if (first !== null) yield* begin(first);
  } finally {
    await reader.close();
  }
}
