import { type Db, db } from "#db/client.ts";
import { type DatasetRecord, findDatasetWithOrigin, storeSplit } from "#db/queries/datasets.ts";
import { countParts, rowNumbersOfPart, type SplitRows } from "#db/queries/datasets-split.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { isWhole, PART_WORDS, PARTS, type Part, type Split } from "./split.ts";

/** How many rows of a dataset each part has, and how many have none. */
export type PartCounts = Record<Part | "none", number>;

export interface SplitView {
  /** `null`: the dataset is not split. */
  split: Split | null;
  counts: PartCounts | null;
}

/**
 * Says which rows of a dataset are to learn from, to choose by and to be judged on; `null` takes it back. No row changes,
 * and what was drawn before stays. The next version is split alike. Needs `datasets:write`. Refuses shares that do not come
 * to a hundred, and a column that the dataset does not have.
 */
export async function splitDataset(
  actor: Actor,
  { id, split }: { id: string; split: Split | null },
): Promise<Result<SplitView, "forbidden" | "not_found" | "shares_not_whole" | "column_unknown">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  if (split?.by === "share" && !isWhole(split.shares))
    return refuse("shares_not_whole", undefined, [{ path: "split.shares", code: "shares_not_whole" }]);
  const stored = await db().transaction(async (tx) => {
    const dataset = await findDatasetWithOrigin(tx, id);
    if (!dataset) return refuse("not_found");
    if (split?.by === "column" && !dataset.columns.some(({ name }) => name === split.column)) {
      const params = { column: split.column };
      return refuse("column_unknown", params, [{ path: "split.column", code: "column_unknown", params }]);
    }
    await storeSplit(tx, id, split);
    await recordAudit(tx, actor, {
      action: "datasets.split",
      targetType: "dataset",
      targetId: id,
      before: { split: dataset.split },
      after: { split },
    });
    return accept({ ...dataset, split });
  });
  return stored.ok ? accept(await viewOf(stored.value)) : stored;
}

/** How a dataset is split, counted over its rows. Needs `datasets:read`. */
export async function readSplit(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<SplitView, "forbidden" | "not_found">> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  return dataset ? accept(await viewOf(dataset)) : refuse("not_found");
}

/** The numbers of the rows of a part, in order. Refuses a dataset that is not split, and a part without a row. */
export async function rowsOfPart(
  tx: Db,
  dataset: Pick<DatasetRecord, "id" | "name" | "keyColumn" | "split">,
  part: Part,
): Promise<Result<number[], "dataset_not_split" | "part_empty">> {
  const rows = splitRows(dataset);
  if (!rows) return refuse("dataset_not_split", { name: dataset.name });
  const numbers = await rowNumbersOfPart(tx, rows, part);
  return numbers.length === 0 ? refuse("part_empty", { name: dataset.name }) : accept(numbers);
}

/** A dataset as queries of its parts take it; `null` where it is not split. */
export function splitRows({
  id,
  keyColumn,
  split,
}: Pick<DatasetRecord, "id" | "keyColumn" | "split">): SplitRows | null {
  return split && { id, keyColumn, split, words: PART_WORDS };
}

async function viewOf(dataset: Pick<DatasetRecord, "id" | "keyColumn" | "split">): Promise<SplitView> {
  const rows = splitRows(dataset);
  if (!rows) return { split: null, counts: null };
  const counts = await countParts(db(), rows);
  const entries = PARTS.map((part) => [part, counts.get(part) ?? 0] as const);
  return {
    split: dataset.split,
    counts: { ...(Object.fromEntries(entries) as Record<Part, number>), none: counts.get("") ?? 0 },
  };
}
