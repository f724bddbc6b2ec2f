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
  /** The numbers of the rows that may be drawn, in order: those of a part. All of the dataset where absent. */
  among?: readonly number[] | undefined;
}

const SCANNED_ROWS = 4_000;

/**
 * Draws a trial's rows from a dataset of any size, or from a part of it; only row numbers and one column of some rows are
 * read. What is drawn stands for all that could have been.
 */
export async function drawRows(
  tx: Db,
  { dataset, inputs, size, method, seed, among }: Draw,
): Promise<SampledRow[]> {
  const rowCount = among?.length ?? dataset.rowCount;
  const drawn = await drawPlaces(tx, { dataset, inputs, size, method, seed, among, rowCount });
  return among ? drawn.map((row) => ({ ...row, rowNumber: among[row.rowNumber - 1] ?? 0 })) : drawn;
}

/** The same; rows of a part by their place in it, from 1. */
async function drawPlaces(
  tx: Db,
  { dataset, inputs, size, method, seed, among, rowCount }: Draw & { rowCount: number },
): Promise<SampledRow[]> {
  const question = { rowCount, size, method, seed };
  if (method !== "stratified" || size >= rowCount) return drawSample(question, null);
  const extremes = await findExtremeRows(tx, dataset.id, {
    columns: inputs,
    perKind: EXTREMES_PER_KIND,
    among,
  });
  const places = randomRowNumbers(rowCount, SCANNED_ROWS, seededRandom(seed));
  const numberAt = (place: number) => (among ? (among[place - 1] ?? 0) : place);
  const scanned = places.map(numberAt);
  const columns = {
    language: languageColumn(dataset.columns, dataset.rowCount),
    category: categoryColumn(dataset.columns, dataset.rowCount),
  };
  const languages = await readValues(tx, dataset.id, scanned, columns.language);
  const categories = await readValues(tx, dataset.id, scanned, columns.category);
  const placeOf = among && new Map(among.map((rowNumber, at) => [rowNumber, at + 1]));
  const placesOf = (rowNumbers: readonly number[]) =>
    rowNumbers.map((rowNumber) => placeOf?.get(rowNumber) ?? rowNumber);
  return drawSample(question, {
    longest: placesOf(extremes.longest),
    shortest: placesOf(extremes.shortest),
    emptiest: placesOf(extremes.emptiest),
    columns,
    scanned: places.map((place) => ({
      rowNumber: place,
      language: languages.get(numberAt(place))?.trim() || null,
      category: categories.get(numberAt(place))?.trim() || null,
    })),
  });
}

async function readValues(tx: Db, datasetId: string, rows: readonly number[], column: string | null) {
  return column === null ? new Map<number, string>() : readColumnOfRows(tx, datasetId, rows, column);
}
