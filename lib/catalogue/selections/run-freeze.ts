import { z } from "zod";
import { db } from "#db/client.ts";
import type { ProductQuestion } from "#db/queries/catalogue/product-question.ts";
import { listFilledAttributes, type ProductRow } from "#db/queries/catalogue/products.ts";
import { type DatasetRecord, findDataset, readRows } from "#db/queries/datasets.ts";
import { finishImport, storeBatch } from "#db/queries/datasets-import.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import { AppError } from "#lib/app-error.ts";
import { ColumnStatistics } from "#lib/datasets/column-statistics.ts";
import type { PlannedColumn } from "#lib/datasets/import-plan.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import { attributeType } from "../attribute-type.ts";
import { FACT_COLUMNS } from "../fact-columns.ts";
import { findProducts } from "../find-products.ts";
import { columnOfAttribute, productColumns } from "../product-columns.ts";
import { productFilterSchema } from "../product-filter.ts";
import { readFilter } from "../read-filter.ts";

const PRODUCTS_AT_ONCE = 1_000;
/** As many as a dataset may have. */
const MOST_ROWS = 1_000_000;
const MOST_COLUMNS = 300;

/**
 * The job: fills a dataset with the products of the filter it was made for, a stretch a statement. A run that follows a
 * crash goes on after the last product that was stored.
 */
export async function runFreeze({ datasetId }: { datasetId: string }, signal: AbortSignal): Promise<void> {
  const dataset = await findDataset(db(), datasetId);
  if (dataset?.status !== "importing" || dataset.archivedAt) return;
  const { filter } = z.object({ filter: productFilterSchema }).parse(dataset.importPlan);
  const question = await readFilter(db(), filter);
  if (!question.ok) return fail(datasetId, question.refusal.fields?.[0] ?? question.refusal);
  const attributes = await listFilledAttributes(db(), question.value);
  const names = [...FACT_COLUMNS, ...attributes.map(({ name }) => columnOfAttribute(name))];
  if (names.length > MOST_COLUMNS)
    return fail(datasetId, {
      code: "too_many_columns",
      params: { columns: names.length, limit: MOST_COLUMNS },
    });
  const columns = names.map((name, index): PlannedColumn => {
    const kinds = attributes[index - FACT_COLUMNS.length]?.kinds;
    const isNumber = kinds && attributeType({ kinds }) === "number";
    return { index, header: name, name, type: isNumber ? "number" : "text", required: false };
  });
  const statistics = new ColumnStatistics(columns);
  await recount(dataset, statistics);
  const rowCount = await store(dataset, { question: question.value, columns, statistics }, signal);
  if (rowCount === null) return;
  if (rowCount === 0) return fail(datasetId, { code: "selection_empty" });
  // A column that nothing stands in says nothing.
  const filled = statistics.columns().filter(({ name, filled }) => name === "key" || filled > 0);
  await finishImport(db(), datasetId, { status: "ready", columns: filled });
  log.info({ datasetId, rows: rowCount }, "a selection was frozen");
}

/** The job was tried in vain: the dataset says so. */
export function giveUpFreeze({ datasetId }: { datasetId: string }): Promise<void> {
  return fail(datasetId, { code: "given_up" });
}

interface Freeze {
  question: ProductQuestion;
  columns: readonly PlannedColumn[];
  statistics: ColumnStatistics;
}

/** @returns how many rows there are; `null` where somebody archived the dataset meanwhile, or it could not hold them all. */
async function store(
  { id, rowCount, sourceRowsRead }: DatasetRecord,
  { question, columns, statistics }: Freeze,
  signal: AbortSignal,
): Promise<number | null> {
  let [stored, after] = [rowCount, sourceRowsRead];
  for (;;) {
    signal.throwIfAborted();
    const page = { question, sort: "added", limit: PRODUCTS_AT_ONCE, after: { id: after } } as const;
    const found = (await findProducts(db(), page)).slice(0, PRODUCTS_AT_ONCE);
    const last = found.at(-1);
    if (!last) return stored;
    if (stored + found.length > MOST_ROWS) {
      await fail(id, { code: "too_many_rows", params: { limit: MOST_ROWS } });
      return null;
    }
    const rows = found.map((product, at) => {
      const values = valuesOf(product, columns);
      statistics.add(values);
      return { n: stored + at + 1, s: stored + at + 1, v: values };
    });
    const batch = {
      ...{ rows: storableJson(rows), rowCount: rows.length, errors: "[]", rejected: 0, bytesRead: 0 },
      lastSourceRow: last.id,
    };
    if (!(await storeBatch(db(), id, after, batch))) {
      const now = await findDataset(db(), id);
      if (!now || now.archivedAt || now.status !== "importing") return null;
      throw new AppError("Another worker is filling the same dataset.", { facts: { datasetId: id } });
    }
    stored += rows.length;
    after = last.id;
  }
}

/** Rows that an earlier run stored count too. */
async function recount({ id, rowCount }: DatasetRecord, statistics: ColumnStatistics): Promise<void> {
  for (let from = 1; from <= rowCount; from += PRODUCTS_AT_ONCE)
    for (const { values } of await readRows(db(), id, from, from + PRODUCTS_AT_ONCE - 1))
      statistics.add(values);
}

function valuesOf(product: ProductRow, columns: readonly PlannedColumn[]): Record<string, string> {
  const own = productColumns(product);
  const values: Record<string, string> = Object.create(null);
  for (const { name } of columns) values[name] = own[name] ?? "";
  return values;
}

async function fail(datasetId: string, { code, params }: Pick<Refusal, "code" | "params">): Promise<void> {
  await finishImport(db(), datasetId, { status: "failed", failure: { code, ...(params && { params }) } });
}
