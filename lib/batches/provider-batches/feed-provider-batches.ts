import type { Db } from "#db/client.ts";
import { type BatchRow, readProgress, updateBatch } from "#db/queries/batches/batches.ts";
import {
  addProviderBatch,
  findFirstWaiting,
  listOpenProviderBatches,
} from "#db/queries/batches/provider-batches.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { placeOf } from "../item-seq.ts";
import { driveProviderBatchJob } from "../jobs.ts";
import { isSmallRest, movesAt } from "./when-to.ts";

/** Provider batches that a batch has at a time. */
const MOST_AT_ONCE = 4;

/**
 * Hands out a batch's next items to its provider's batches, in the caller's transaction, which holds the batch.
 * @returns whether items are to be made in real time instead: near the deadline, and where little is left over.
 */
export async function feedProviderBatches(
  tx: Db,
  batch: BatchRow,
  { waiting, withJob }: { waiting: number; withJob: number },
): Promise<boolean> {
  if (batch.runsAs !== "provider-batch") return true;
  const moveAt = movesAt(batch);
  if (moveAt && moveAt.getTime() <= Date.now()) {
    await updateBatch(tx, batch.id, { runsAs: "realtime", runsAsFor: { code: "mode_moved_for_deadline" } });
    return true;
  }
  const open = await listOpenProviderBatches(tx, batch.id);
  const isHandedOut = batch.nextSeq >= batch.itemCount;
  if (isHandedOut && open.length === 0 && isSmallRest(await restOf(tx, batch), batch.itemCount)) return true;
  if (isHandedOut && waiting === 0) return false;
  // One gathers at a time: the next begins where it ended.
  const isGathering = open.some(({ state }) => state === "intended" || state === "collecting");
  if (isGathering || withJob > 0 || open.length >= MOST_AT_ONCE) return false;
  const id = newId();
  await addProviderBatch(tx, { id, batchId: batch.id, modelId: await nextModel(tx, batch) });
  await enqueue(tx, driveProviderBatchJob, { id, turn: 0 });
  return false;
}

// Whose items have waited longest; the batch's own model has no need to be named.
async function nextModel(tx: Db, batch: BatchRow): Promise<string | null> {
  if (batch.languageModelIds.length === 0) return null;
  const seq = (await findFirstWaiting(tx, batch.id)) ?? batch.nextSeq;
  return modelIdIn(batch, placeOf(seq, batch.languages).language);
}

async function restOf(tx: Db, { id, itemCount }: BatchRow): Promise<number> {
  const progress = (await readProgress(tx, [id])).get(id);
  if (!progress) return itemCount;
  return itemCount - progress.succeeded - progress.failed - progress.skipped;
}
