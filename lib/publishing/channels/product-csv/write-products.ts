import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { explicitLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { type Delivery, DeliveryFailed, type PublishedItems } from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { inChunks } from "../file/in-chunks.ts";
import { checkCsv, csvLine, type WrittenCsv } from "./csv.ts";
import type { ProductLayout } from "./product-layout.ts";
import { ProductRows } from "./product-rows.ts";

const ASKED_AT_ONCE = 1_000;

/**
 * Gives a shop a file of products, and reads it back.
 * @param must columns that are blank in no row. @throws DeliveryFailed for two items of one product and variant.
 */
export function deliverProducts(
  items: PublishedItems,
  layout: ProductLayout,
  must: readonly string[],
): Promise<Delivery> {
  let written: WrittenCsv | null = null;
  return deliverChecked(
    items,
    { extension: "csv", mediaType: "text/csv; charset=utf-8" },
    async (path) => {
      written = await writeProducts(path, items, layout);
    },
    async (path) => {
      if (!written) throw new AppError("A file for a shop was not written.");
      await checkCsv(path, written, must);
    },
  );
}

/**
 * Writes the products to a path. A blank cell empties what a shop has, and a cell that is there overwrites it: columns in
 * which nothing of these products changed are left out, unless everything was asked for. Where a product has several rows,
 * those of it that stand in the channel go along: a shop makes of a product what its rows say together.
 */
async function writeProducts(
  path: string,
  items: PublishedItems,
  layout: ProductLayout,
): Promise<WrittenCsv> {
  const rows = await ProductRows.open();
  try {
    const columns = await keepGiven(rows, items, layout);
    await keepStanding(rows, items, layout);
    const written = { delimiter: layout.delimiter, columns: [...columns, ...marksOf(items)], rows: 0 };
    const lines = linesOf(rows, columns, items, layout, () => written.rows++);
    await pipeline(
      Readable.from(inChunks(lines), { objectMode: false }),
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
    return written;
  } finally {
    rows.close();
  }
}

/** Keeps the rows of what is published. @returns the columns that the file has, which is known only behind the last item. */
async function keepGiven(rows: ProductRows, items: PublishedItems, layout: ProductLayout): Promise<string[]> {
  const mapped = items.mapping.map(({ to }) => to);
  const kept = new Set([...layout.standing, ...(items.only === "all" ? mapped : [])]);
  for await (const { itemId, language, fields, before } of items) {
    const row = layout.rowOf({ fields, language });
    const { product, variant, cells } = row;
    const seq = parseItemId(itemId)?.seq ?? 0;
    const rank = layout.rankOf(cells);
    if (!rows.add({ product, variant, rank, seq, language, isStanding: false, cells }))
      throw new DeliveryFailed(layout.twice(row, itemId));
    const former = before && layout.rowOf({ fields: before, language }).cells;
    for (const column of Object.keys(cells)) if (cells[column] !== former?.[column]) kept.add(column);
  }
  const isOfGroup = mapped.some((column) => kept.has(column) && layout.belongsTogether(column));
  return mapped.filter((column) => kept.has(column) || (isOfGroup && layout.belongsTogether(column)));
}

async function keepStanding(rows: ProductRows, items: PublishedItems, layout: ProductLayout): Promise<void> {
  if (layout.groupedBy === null) return;
  for (const products of rows.products(ASKED_AT_ONCE))
    for (const { seq, language, fields } of await items.standingWith(layout.groupedBy, products)) {
      const { product, variant, cells } = layout.rowOf({ fields, language });
      rows.add({ product, variant, rank: layout.rankOf(cells), seq, language, isStanding: true, cells });
    }
}

async function* linesOf(
  rows: ProductRows,
  columns: readonly string[],
  items: PublishedItems,
  layout: ProductLayout,
  told: () => void,
): AsyncGenerator<string> {
  const { delimiter, yes, isOfProduct } = layout;
  const marks = marksOf(items);
  const line = (cells: Record<string, string>) => {
    told();
    return csvLine(
      [...columns, ...marks].map((column) => cells[column] ?? ""),
      delimiter,
    );
  };
  yield csvLine([...columns, ...marks], delimiter);
  let last: string | null = null;
  let further: Record<string, string>[] = [];
  for (const { product, language, isStanding, cells } of rows.rows()) {
    // It was put there with other columns, and a cell that is not known would empty what the shop has.
    if (isStanding && columns.some((column) => cells[column] === undefined)) continue;
    const marked = { ai_generated: yes, ai_label: explicitLabel(language), simulated: yes };
    if (product === last) {
      yield line({ ...without(cells, isOfProduct), ...marked });
      continue;
    }
    yield* further.map(line);
    last = product;
    const lines = layout.linesOf?.(cells) ?? { first: cells, further: [] };
    further = lines.further.filter((each) => columns.some((column) => isOfProduct(column) && each[column]));
    yield line({ ...lines.first, ...marked });
  }
  yield* further.map(line);
}

function without(
  cells: Record<string, string>,
  isLeftOut: (column: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).filter(([column]) => !isLeftOut(column)));
}

// As in every other file: beside the texts, in columns of their own.
function marksOf({ labelled, simulated }: PublishedItems): string[] {
  return [...(labelled ? ["ai_generated", "ai_label"] : []), ...(simulated ? ["simulated"] : [])];
}
