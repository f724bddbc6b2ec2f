import type { Db } from "#db/client.ts";
import { findExtremeRows, readColumnOfRows } from "#db/queries/trials/row-facts.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import { randomRowNumbers } from "#lib/estimates/random-row-numbers.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import {
  categoryColumn,
  drawSample,
  EXTREMES_PER_KIND,
  languageColumn,
  type SampledRow,
  type SampleMethod,
} from "./sample.ts";

export interface Draw {
  dataset: { id: string; rowCount: number; columns: readonly DatasetColumn[] };
  /** Columns the templates read: what "emptiest" is about. */
  inputs: readonly string[];
  size: number;
  method: SampleMethod;
  seed: number;
}

const SCANNED_ROWS = 4_000;

/** Draws a trial's rows from a dataset of any size; only row numbers and one column of some rows are read. */
export async function drawRows(tx: Db, { dataset, inputs, size, method, seed }: Draw): Promise<SampledRow[]> {
  const question = { rowCount: dataset.rowCount, size, method, seed };
  if (method !== "stratified" || size >= dataset.rowCount) return drawSample(question, null);
  const extremes = await findExtremeRows(tx, dataset.id, inputs, EXTREMES_PER_KIND);
  const scanned = randomRowNumbers(dataset.rowCount, SCANNED_ROWS, seededRandom(seed));
  const columns = {
    language: languageColumn(dataset.columns, dataset.rowCount),
    category: categoryColumn(dataset.columns, dataset.rowCount),
  };
  const languages = await readValues(tx, dataset.id, scanned, columns.language);
  const categories = await readValues(tx, dataset.id, scanned, columns.category);
  return drawSample(question, {
    ...extremes,
    columns,
    scanned: scanned.map((rowNumber) => ({
      rowNumber,
      language: languages.get(rowNumber)?.trim() || null,
      category: categories.get(rowNumber)?.trim() || null,
    })),
  });
}

async function readValues(tx: Db, datasetId: string, rows: readonly number[], column: string | null) {
  return column === null ? new Map<number, string>() : readColumnOfRows(tx, datasetId, rows, column);
}
