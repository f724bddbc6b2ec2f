import { type Db, db } from "#db/client.ts";
import { lockBatch, readProgress, updateBatch } from "#db/queries/batches/batches.ts";
import { addChunks, countOpenChunks, queueWaitingChunks } from "#db/queries/batches/chunks.ts";
import { enqueue } from "#lib/worker/queue.ts";
import { endingOf, nextBatchState } from "./batch-state.ts";
import { CHUNK_WINDOW, nextChunks } from "./chunk-plan.ts";
import { runChunkJob } from "./jobs.ts";

/** The job: starts a scheduled batch whose time has come, and hands out the next chunks of a running one. */
export async function runFeedBatch({ batchId }: { batchId: string }): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, batchId);
    const isDue = !batch?.startAt || batch.startAt.getTime() <= Date.now();
    if (batch?.state === "scheduled" && isDue) {
      await updateBatch(tx, batchId, { state: "running", startedAt: new Date(), waitingFor: null });
    }
    await feedBatch(tx, batchId);
  });
}

/**
 * Keeps a running batch's window of chunks filled, in the caller's transaction; chunks that wait come before new
 * ones. A batch of which every item has ended is finished here.
 */
export async function feedBatch(tx: Db, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId);
  if (batch?.state !== "running") return;
  const open = await countOpenChunks(tx, batchId);
  const room = CHUNK_WINDOW - open.withJob;
  const again = await queueWaitingChunks(tx, batchId, Math.min(room, open.waiting));
  const ranges = nextChunks(batch, room - again.length);
  const added = await addChunks(tx, batchId, ranges);
  for (const number of [...again, ...added]) {
    await enqueue(tx, runChunkJob, { batchId, number }, { group: batchId });
  }
  const nextSeq = ranges.at(-1)?.toSeq ?? batch.nextSeq;
  if (ranges.length > 0) await updateBatch(tx, batchId, { nextSeq });
  const isOver = nextSeq >= batch.itemCount && open.withJob + open.waiting + added.length === 0;
  if (!isOver) return;
  const progress = (await readProgress(tx, [batchId])).get(batchId) ?? { succeeded: 0, failed: 0 };
  const ending = nextBatchState(batch.state, endingOf(progress));
  if (ending) await updateBatch(tx, batchId, { state: ending, finishedAt: new Date(), waitingFor: null });
}
