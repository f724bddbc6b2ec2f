import { db } from "#db/client.ts";
import {
  filterRows,
  listDatasets as findDatasets,
  findDatasetWithOrigin,
  type RowFilter,
} from "#db/queries/datasets.ts";
import {
  type ErrorPlace,
  listRowErrors as findRowErrors,
  groupRowErrors,
} from "#db/queries/datasets-errors.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { inOrder } from "#lib/in-order.ts";
import { decodeCursor, decodeIdCursor, decodeNumberCursor, isStoredInteger } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { DatasetStatus } from "./dataset.ts";
import type { Part } from "./split.ts";
import { splitRows } from "./split-dataset.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findDatasetWithOrigin>>>;
type Refused = "forbidden" | "not_found";

interface Page {
  limit: number;
  cursor?: string | undefined;
}

/** A dataset with its errors grouped by rule and column. */
export async function getDataset(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ dataset: Found; errors: Awaited<ReturnType<typeof groupRowErrors>> }, Refused>> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  return accept({ dataset, errors: dataset.errorCount > 0 ? await groupRowErrors(db(), id) : [] });
}

/** A page of datasets, newest first. */
export async function listDatasets(
  actor: Actor,
  { cursor, ...page }: Page & { name?: string | undefined; status?: DatasetStatus | undefined },
): Promise<Result<Found[], "forbidden">> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  return accept(await findDatasets(db(), { ...page, before: decodeIdCursor(cursor) }));
}

/** A page of a dataset's rows, or of those of a part, in order, and their values in the order of the file. */
export async function listRows(
  actor: Actor,
  {
    id,
    limit,
    cursor,
    filter,
    part,
  }: Page & { id: string; filter?: Omit<RowFilter, "part"> | undefined; part?: Part | undefined },
): Promise<Result<Awaited<ReturnType<typeof filterRows>>, Refused | "dataset_not_split">> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  const columns = dataset.columns.map(({ name }) => name);
  const afterRow = decodeNumberCursor(cursor) ?? 0;
  const split = splitRows(dataset);
  if (part && !split) return refuse("dataset_not_split", { name: dataset.name });
  const ofPart = part && split && { part: { rows: split, name: part } };
  const rows = await filterRows(db(), id, { limit, afterRow, filter: { ...filter, ...ofPart } });
  return accept(rows.map((row) => ({ ...row, values: inOrder(row.values, columns) })));
}

/** A page of what is wrong with the rows that were left out, in the order of the file. */
export async function listRowErrors(
  actor: Actor,
  { id, cursor, ...page }: Page & { id: string; rule?: string | undefined; column?: string | undefined },
): Promise<Result<Awaited<ReturnType<typeof findRowErrors>>, Refused>> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  if (!(await findDatasetWithOrigin(db(), id))) return refuse("not_found");
  const [sourceRow, column, rule] = decodeCursor(cursor) ?? [];
  const after: ErrorPlace | undefined = isStoredInteger(sourceRow)
    ? { sourceRow, column: String(column ?? ""), rule: String(rule ?? "") }
    : undefined;
  return accept(await findRowErrors(db(), id, { ...page, after }));
}
