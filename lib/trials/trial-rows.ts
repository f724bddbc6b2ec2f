import type { Db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { findSet, findSetVersion, readCases } from "#db/queries/evaluators/regression-sets.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import type { Part } from "#lib/datasets/split.ts";
import { rowsOfPart } from "#lib/datasets/split-dataset.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { SampleMethod } from "./sample.ts";

/** Where a trial's rows come from: a sample of a dataset, or the cases of a regression set. */
export interface RowsRequest {
  datasetId?: string | undefined;
  sample?: { size: number; method: SampleMethod; part?: Part | undefined } | undefined;
  regressionSetId?: string | undefined;
}

/** The same, found: what the rows are in, and which of them are asked. */
export interface FoundRows {
  dataset: { id: string; rowCount: number; columns: readonly DatasetColumn[] };
  take:
    | {
        kind: "sample";
        size: number;
        method: SampleMethod;
        part?: Part | undefined;
        /** Numbers of the part's rows; all of the dataset where absent. */
        among?: readonly number[] | undefined;
      }
    | {
        kind: "cases";
        set: { id: string; version: number };
        cases: { rowNumber: number; language: string }[];
      };
}

export type RowsRefusal =
  | "trial_rows_unclear"
  | "dataset_not_found"
  | "dataset_not_ready"
  | "empty_dataset"
  | "dataset_not_split"
  | "part_empty"
  | "regression_set_not_found"
  | "regression_rows_removed";

/**
 * Finds what a trial's rows are in. Refuses a dataset that is not ready or empty, a part of one that is not split or a part
 * without a row, and a set that is archived.
 */
export async function findTrialRows(
  tx: Db,
  { datasetId, sample, regressionSetId }: RowsRequest,
): Promise<Result<FoundRows, RowsRefusal>> {
  if (regressionSetId !== undefined)
    return datasetId === undefined && sample === undefined
      ? casesOfSet(tx, regressionSetId)
      : refuse("trial_rows_unclear");
  if (datasetId === undefined || sample === undefined) return refuse("trial_rows_unclear");
  const found = await findDataset(tx, datasetId);
  if (!found || found.archivedAt) return refuse("dataset_not_found");
  if (found.status !== "ready") return refuse("dataset_not_ready", { name: found.name });
  if (found.rowCount === 0) return refuse("empty_dataset", { name: found.name });
  const among = sample.part && (await rowsOfPart(tx, found, sample.part));
  if (among && !among.ok)
    return refuse(among.refusal.code, among.refusal.params, [{ path: "sample.part", ...among.refusal }]);
  const take = { kind: "sample" as const, ...sample, ...(among && { among: among.value }) };
  return accept({ dataset: withColumns(found), take });
}

async function casesOfSet(
  tx: Db,
  setId: string,
): Promise<Result<FoundRows, "regression_set_not_found" | "regression_rows_removed">> {
  const set = await findSet(tx, setId);
  if (!set || set.archivedAt) return refuse("regression_set_not_found");
  const version = await findSetVersion(tx, setId, set.version);
  const dataset = version && (await findDataset(tx, version.datasetId));
  if (!dataset || dataset.rowsRemovedAt) return refuse("regression_rows_removed");
  const cases = (await readCases(tx, setId, set.version)).map(({ rowNumber, language }) => ({
    rowNumber,
    language,
  }));
  return accept({
    dataset: withColumns(dataset),
    take: { kind: "cases", set: { id: setId, version: set.version }, cases },
  });
}

function withColumns({ id, rowCount, columns }: { id: string; rowCount: number; columns: unknown[] }) {
  return { id, rowCount, columns: columns as DatasetColumn[] };
}
