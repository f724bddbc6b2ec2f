import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import Papa from "papaparse";
import { explicitLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { DeliveryFailed, type PublishedItems } from "../channel.ts";
import { inChunks } from "../file/in-chunks.ts";
import { HEADERS, standingColumns } from "./product-headers.ts";
import { productRow } from "./product-row.ts";
import type { ProductsConfig } from "./shopify-config.ts";

/** What a written file holds, to be found again when it is read back. */
export interface WrittenProducts {
  columns: string[];
  rows: number;
}

interface Spooled {
  cells: Record<string, string>;
  language: string;
}

/**
 * Writes the products to a path. A blank cell empties what a shop has, and a cell that is there overwrites it: columns in
 * which nothing of these products changed are left out, unless everything was asked for.
 * @throws DeliveryFailed for two items with one handle.
 */
export async function writeProducts(
  path: string,
  items: PublishedItems,
  config: ProductsConfig,
): Promise<WrittenProducts> {
  const spool = await scratchPath();
  try {
    const changed = new Set<string>(items.only === "all" ? items.mapping.map(({ to }) => to) : []);
    let rows = 0;
    const lines = spooled(items, config, (columns) => {
      rows++;
      for (const column of columns) changed.add(column);
    });
    await pipeline(
      Readable.from(inChunks(lines), { objectMode: false }),
      createWriteStream(spool, { flags: "wx", mode: 0o600 }),
    );
    const kept = new Set([...standingColumns(config.headers), ...changed]);
    const columns = items.mapping.map(({ to }) => to).filter((column) => kept.has(column));
    await pipeline(
      Readable.from(inChunks(csvOf(spool, columns, items)), { objectMode: false }),
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
    return { columns: [...columns, ...marksOf(items)], rows };
  } finally {
    await rm(spool, { force: true });
  }
}

// Which columns go is known only behind the last item.
async function* spooled(
  items: PublishedItems,
  config: ProductsConfig,
  told: (changed: string[]) => void,
): AsyncGenerator<string> {
  const { handle } = HEADERS[config.headers];
  const handles = new Set<string>();
  for await (const { itemId, language, fields, before } of items) {
    const { cells } = productRow({ fields }, config);
    const name = (cells[handle] ?? "").toLowerCase();
    if (handles.has(name))
      throw new DeliveryFailed({
        code: "shopify_handle_twice",
        params: { itemId, handle: cells[handle] ?? "" },
      });
    handles.add(name);
    const former = before && productRow({ fields: before }, config).cells;
    told(Object.keys(cells).filter((column) => cells[column] !== former?.[column]));
    yield `${JSON.stringify({ cells, language } satisfies Spooled)}\n`;
  }
}

async function* csvOf(
  spool: string,
  columns: readonly string[],
  items: PublishedItems,
): AsyncGenerator<string> {
  const marks = marksOf(items);
  yield line([...columns, ...marks]);
  for await (const text of createInterface({
    input: createReadStream(spool),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const { cells, language } = JSON.parse(text) as Spooled;
    const told: Record<string, string> = {
      ai_generated: "true",
      ai_label: explicitLabel(language),
      simulated: "true",
    };
    yield line([...columns.map((column) => cells[column] ?? ""), ...marks.map((mark) => told[mark] ?? "")]);
  }
}

// As in every other file: beside the texts, in columns of their own that Shopify passes over.
function marksOf({ labelled, simulated }: PublishedItems): string[] {
  return [...(labelled ? ["ai_generated", "ai_label"] : []), ...(simulated ? ["simulated"] : [])];
}

// Shopify takes a file in UTF-8 with line feeds; a mark of its encoding would become a part of the first header.
function line(cells: readonly string[]): string {
  return `${Papa.unparse([cells as string[]], { newline: "\n" })}\n`;
}

/**
 * Reads a file back: its header, and each row's cells.
 * @throws AppError where it is not what was written.
 */
export async function checkCsv(
  path: string,
  { columns, rows }: WrittenProducts,
  must: string[],
): Promise<void> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter: ",", newline: "\n" });
  let read = 0;
  const at = must.map((column) => columns.indexOf(column));
  await pipeline(createReadStream(path), parser, async (lines: AsyncIterable<string[]>) => {
    for await (const cells of lines) {
      if (cells.length === 1 && cells[0] === "") continue;
      const isHeader = read++ === 0;
      const isWhole = isHeader
        ? cells.join("\0") === columns.join("\0")
        : cells.length === columns.length && at.every((place) => cells[place] !== "");
      if (!isWhole)
        throw new AppError("A file for a shop is not what was written.", {
          facts: { line: read, cells: cells.length },
        });
    }
  });
  if (read !== rows + 1)
    throw new AppError("A file for a shop has other rows than were written.", { facts: { read, rows } });
}
