import { db } from "#db/client.ts";
import { lockBatch, updateBatch } from "#db/queries/batches/batches.ts";
import { findSelectionLaunch, refuseSelectionLaunch } from "#db/queries/batches/selection-launches.ts";
import { findDataset, giveUpRows } from "#db/queries/datasets.ts";
import { noteBatchFinished } from "#db/queries/notifications/events.ts";
import type { Failure } from "#lib/failure.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { nextBatchState } from "../batch-state.ts";
import { launchFrozenJob } from "../jobs.ts";
import { launchWaitingBatch } from "./launch-batch.ts";
import { waitingLaunchSchema } from "./launch-selection.ts";

const LOOK_EVERY_MS = 1_000;

/**
 * The job: sets a batch going that waits for the rows of its selection, once they are there; until then it comes back. Where
 * they could not be had, or may not be launched over, the batch is over and says why.
 */
export async function runLaunchFrozen({ batchId }: { batchId: string }): Promise<void> {
  const waiting = await findWaiting(batchId);
  if (!waiting) return;
  const { batch, launch, dataset } = waiting;
  if (dataset.status === "importing" && !dataset.archivedAt) {
    const startAfter = new Date(Date.now() + LOOK_EVERY_MS);
    return enqueue(db(), launchFrozenJob, { batchId }, { startAfter });
  }
  if (dataset.archivedAt) return comeToNothing(batchId, { code: "dataset_not_found" });
  if (dataset.status === "failed")
    return comeToNothing(batchId, dataset.failure ?? { code: "selection_not_frozen" });
  const launched = await launchWaitingBatch(batch, {
    ...waitingLaunchSchema.parse(launch),
    datasetId: dataset.id,
  });
  if (launched.ok) return;
  log.info({ batchId, code: launched.refusal.code }, "a launch over a selection was refused");
  const { code, params } = launched.refusal;
  await comeToNothing(batchId, { code, ...(params && { params }) });
}

/** The job was tried in vain: the batch is over, and says so. */
export function giveUpLaunchFrozen({ batchId }: { batchId: string }): Promise<void> {
  return comeToNothing(batchId, { code: "given_up" });
}

async function findWaiting(batchId: string) {
  return db().transaction(async (tx) => {
    const kept = await findSelectionLaunch(tx, batchId);
    const batch = kept && (await lockBatch(tx, batchId));
    const dataset = batch?.state === "scheduled" ? await findDataset(tx, batch.datasetId) : null;
    return kept && batch && dataset && { batch, dataset, launch: kept.launch };
  });
}

// To find nothing that needs work is what a launch of what is due is there to find out.
async function comeToNothing(batchId: string, refusal: Failure): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, batchId);
    const kept = await findSelectionLaunch(tx, batchId);
    if (!batch || !kept || batch.state !== "scheduled") return;
    const state = nextBatchState(batch.state, refusal.code === "nothing_due" ? "succeed" : "fail");
    if (state !== "succeeded" && state !== "failed") return;
    await updateBatch(tx, batchId, { state, finishedAt: new Date() });
    await refuseSelectionLaunch(tx, batchId, refusal);
    const dataset = await findDataset(tx, batch.datasetId);
    if (dataset?.status === "ready") await giveUpRows(tx, batch.datasetId);
    const none = { succeeded: 0, failed: 0, skipped: 0, by: null };
    await noteBatchFinished(tx, batch, { status: state, ...none });
  });
}
