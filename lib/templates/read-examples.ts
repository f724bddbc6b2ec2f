import type { Db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import type { DatasetRow } from "#lib/datasets/dataset.ts";
import { type Example, examplesText, fitExamples, type LeftOutRows } from "./fit-examples.ts";
import { spreadRows } from "./pick-row.ts";
import type { Work } from "./render-work.ts";

/** What examples are wanted. */
export type ExamplesWork = Extract<Work, { kind: "examples" }>;

/** What a step gives that takes examples, and which rows they are. */
export interface ReadExamples {
  value: { text: string; examples: Example[] };
  evidence: { datasetId: string; rows: number[]; leftOut: LeftOutRows };
}

/** Of the rows that are looked at, more than are wanted: some are of no use. */
const LOOKED_AT_PER_EXAMPLE = 3;

/** Rows that may be examples. */
export type ExampleRows = Pick<DatasetRow, "rowNumber" | "values">[];

/** The rows of these numbers, in this order; `null` where the dataset, or what it held, is gone. */
export async function readExampleRows(
  tx: Db,
  datasetId: string,
  rowNumbers: readonly number[],
): Promise<ExampleRows | null> {
  const dataset = await findDataset(tx, datasetId);
  if (!dataset || dataset.rowsRemovedAt !== null) return null;
  const rows = await readRowsByNumber(tx, dataset.id, [...rowNumbers]);
  const byNumber = new Map(rows.map((row) => [row.rowNumber, row]));
  return rowNumbers.flatMap((number) => byNumber.get(number) ?? []);
}

/** What a step gives of these rows, the best first. */
export function examplesOf(work: ExamplesWork, rows: ExampleRows): ReadExamples {
  const isNearest = work.pick === "nearest";
  const limit = isNearest ? work.limit : rows.length;
  const fitted = fitExamples(rows, { ...work, limit });
  // What a model reads last, it follows most.
  const examples = isNearest ? fitted.examples.toReversed() : fitted.examples;
  const { datasetId } = work;
  return {
    value: { text: examplesText(examples), examples },
    evidence: { datasetId, rows: examples.map(({ row }) => row), leftOut: fitted.leftOut },
  };
}

/**
 * The examples of a step without a search: the rows that it names, and in place of the nearest ones as many others, since
 * looking for those is paid. `null` where the dataset's rows are gone.
 */
export async function previewExamples(tx: Db, work: ExamplesWork): Promise<ReadExamples | null> {
  const rows = await readExampleRows(tx, work.datasetId, await previewedRows(tx, work));
  return rows && examplesOf(work, rows);
}

async function previewedRows(tx: Db, work: ExamplesWork): Promise<number[]> {
  if (work.pick === "fixed") return work.rowNumbers;
  const dataset = await findDataset(tx, work.datasetId);
  return spreadRows(dataset?.rowCount ?? 0, work.limit * LOOKED_AT_PER_EXAMPLE);
}
