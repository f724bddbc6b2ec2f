import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import {
  type ChangedRow,
  type ChangePlace,
  type ComparedRows,
  type ComparisonRecord,
  findComparison,
  holdComparison,
  listChanges,
  storeComparison,
} from "#db/queries/datasets-compare.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { newId } from "#lib/new-id.ts";
import { decodeCursor, isStoredInteger } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type ComparedColumns, comparedColumns, suggestedKey } from "./compared-columns.ts";
import type { ChangeKind } from "./dataset.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findDatasetWithOrigin>>>;

export type CompareRefusal =
  | "forbidden"
  | "not_found"
  | "dataset_not_found"
  | "dataset_not_ready"
  | "against_missing"
  | "against_itself"
  | "key_not_shared";

/** Which rows of which datasets are asked for. */
export interface CompareQuestion {
  id: string;
  /** The dataset to compare with; the former version where none is named. */
  against?: string | undefined;
  /** The column by which rows are known; the one that is suggested where none is named. */
  key?: string | undefined;
}

export interface Compared {
  dataset: Found;
  against: Found;
  columns: ComparedColumns;
  /** `null` where none was named and none suggests itself: nothing is compared then. */
  key: string | null;
  comparison: ComparisonRecord | null;
}

/**
 * Holds the rows of a dataset against those of another by a key. A row whose key is there twice, or missing, is matched
 * with none. What came of it is kept for an hour, so that it can be paged through. Needs `datasets:read`. Refuses a
 * dataset that is not there or not ready, the dataset itself, and a key that is no column of both.
 */
export async function compareDatasets(
  actor: Actor,
  { id, against: againstId, key: asked }: CompareQuestion,
): Promise<Result<Compared, CompareRefusal>> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  const otherId = againstId ?? dataset.formerId;
  if (!otherId) return refuseAgainst("against_missing");
  if (otherId === id) return refuseAgainst("against_itself");
  const against = await findDatasetWithOrigin(db(), otherId);
  if (!against) return refuseAgainst("dataset_not_found");
  for (const { status, name } of [dataset, against])
    if (status !== "ready") return refuse("dataset_not_ready", { name });
  const columns = comparedColumns(dataset.columns, against.columns);
  // Nothing can be named where nothing is shared, which the columns say.
  const key = columns.shared.length === 0 ? null : (asked ?? suggestedKey(dataset, against));
  if (key === null) return accept({ dataset, against, columns, key, comparison: null });
  if (!columns.shared.includes(key)) {
    const params = { column: key, columns: columns.shared.join(", ") };
    return refuse("key_not_shared", params, [{ path: "key", code: "key_not_shared", params }]);
  }
  const rows = {
    ...{ datasetId: id, rowCount: dataset.rowCount },
    ...{ againstId: against.id, againstRowCount: against.rowCount, key },
  };
  return accept({ dataset, against, columns, key, comparison: await comparisonOf(rows, columns) });
}

/** A page of the rows that are not the same in both, with what was compared. Refuses as `compareDatasets` does. */
export async function listDatasetChanges(
  actor: Actor,
  {
    kinds,
    limit,
    cursor,
    ...question
  }: CompareQuestion & {
    kinds?: readonly ChangeKind[] | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Result<Compared & { rows: ChangedRow[] }, CompareRefusal>> {
  const compared = await compareDatasets(actor, question);
  if (!compared.ok) return compared;
  const { comparison } = compared.value;
  const page = { limit, kinds, after: placeOf(cursor) };
  return accept({ ...compared.value, rows: comparison ? await listChanges(db(), comparison, page) : [] });
}

async function comparisonOf(rows: ComparedRows, columns: ComparedColumns): Promise<ComparisonRecord> {
  const kept = await findComparison(db(), rows);
  if (kept) return kept;
  return db().transaction(async (tx) => {
    await holdComparison(tx, rows);
    return (await findComparison(tx, rows)) ?? storeComparison(tx, newId(), rows, columns);
  });
}

function placeOf(cursor: string | undefined): ChangePlace | undefined {
  const [side, rowNumber] = decodeCursor(cursor) ?? [];
  return isStoredInteger(side) && isStoredInteger(rowNumber) ? { side, rowNumber } : undefined;
}

function refuseAgainst<Code extends CompareRefusal>(code: Code) {
  return refuse(code, undefined, [{ path: "against", code }]);
}
