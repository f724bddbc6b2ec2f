import { type Db, db } from "#db/client.ts";
import { findSelection } from "#db/queries/catalogue/selections.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { insertDataset } from "#db/queries/datasets-import.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { DatasetStatus } from "#lib/datasets/dataset.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { sleep } from "#lib/sleep.ts";
import { freezeProductsJob } from "../jobs.ts";
import { countFilter } from "../list-products.ts";
import { isEmptyFilter, type ProductFilter, productFilterSchema } from "../product-filter.ts";

type Refused = "forbidden" | "not_found" | "filter_says_nothing" | "filter_invalid" | "selection_empty";

const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 5 * 60_000;

/**
 * Makes a dataset of the products that a selection finds now, or of those of a filter; what comes later is not in it. A
 * job fills it. It is called as is said, or like the selection. Needs `catalogue:read` and `datasets:write`. Refuses a filter that says nothing, one that no longer makes
 * sense, and one that finds nothing. What the caller makes of the dataset is written down with it, or neither is.
 */
export async function freezeProducts(
  actor: Actor,
  asked: { selectionId: string; name?: string | undefined } | { name: string; filter: ProductFilter },
  record?: (tx: Db, datasetId: string) => Promise<void>,
): Promise<Result<{ datasetId: string }, Refused>> {
  if (!can(actor, "catalogue:read") || !can(actor, "datasets:write")) return refuse("forbidden");
  const found = "filter" in asked ? asked : await findSelection(db(), asked.selectionId);
  if (!found) return refuse("not_found");
  const filter = productFilterSchema.parse(found.filter);
  const name = asked.name ?? found.name;
  if (isEmptyFilter(filter)) return refuse("filter_says_nothing");
  const counted = await countFilter(db(), filter);
  if (!counted.ok) return counted;
  if (counted.value.count === 0) return refuse("selection_empty");
  const id = newId();
  await db().transaction(async (tx) => {
    await insertDataset(tx, {
      ...{ id, name, status: "importing", createdBy: actor.memberId },
      importPlan: {
        filter,
        ...("selectionId" in asked && { selectionId: asked.selectionId }),
        ...(counted.value.exact && { rows: counted.value.count }),
      },
      keyColumn: "key",
      columns: [],
    });
    await enqueue(tx, freezeProductsJob, { datasetId: id });
    await recordAudit(tx, actor, {
      action: "selections.freeze",
      targetType: "dataset",
      targetId: id,
      after: { name, filter },
    });
    await record?.(tx, id);
  });
  return accept({ datasetId: id });
}

/**
 * The same, and waits until the dataset is filled. Refuses also where it could not be, and after five minutes: it is
 * filled all the same, and can be used then.
 */
export async function frozenDataset(
  actor: Actor,
  { selectionId }: { selectionId: string },
): Promise<Result<{ datasetId: string }, Refused | "selection_not_frozen">> {
  const frozen = await freezeProducts(actor, { selectionId });
  if (!frozen.ok) return frozen;
  const status = await waitForFrozen(frozen.value.datasetId, PATIENCE_MS);
  return status === "ready" ? frozen : refuse("selection_not_frozen");
}

/** Waits until a dataset is filled, or could not be, but no longer than is said. @returns where it stands then. */
export async function waitForFrozen(datasetId: string, patienceMs: number): Promise<DatasetStatus> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(LOOK_EVERY_MS, undefined)) {
    const dataset = await findDataset(db(), datasetId);
    if (!dataset || dataset.archivedAt) return "failed";
    if (dataset.status !== "importing") return dataset.status;
  }
  return "importing";
}
