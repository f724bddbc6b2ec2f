import { type Db, db } from "#db/client.ts";
import { type BatchRow, lockBatch, readProgress, updateBatch } from "#db/queries/batches/batches.ts";
import { addChunks, countOpenChunks, type OpenWork, queueWaitingChunks } from "#db/queries/batches/chunks.ts";
import { noteBatchFinished, noteBatchPaused } from "#db/queries/notifications/events.ts";
import { findArchivedTemplate } from "#db/queries/templates.ts";
import { languageGroups } from "#lib/calls/language-models.ts";
import type { Failure } from "#lib/failure.ts";
import { enqueue, enqueueAll } from "#lib/queue/queue.ts";
import { endingOf, nextBatchState } from "../batch-state.ts";
import { feedBatchJob, formLotsJob, runChunkJob } from "../jobs.ts";
import { openingAt } from "../off-peak.ts";
import { feedProviderBatches } from "../provider-batches/feed-provider-batches.ts";
import { CHUNK_WINDOW, nextChunks } from "./chunk-plan.ts";

const OFF_PEAK = "off_peak";

/**
 * The job: starts a scheduled batch whose time has come, and hands out the next chunks of a running one. Outside the
 * batch's hours it comes back at their start.
 */
export async function runFeedBatch({ batchId }: { batchId: string }): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, batchId);
    if (batch?.state === "scheduled") await startWhenDue(tx, batch);
    // This job is the one that was to come back for it.
    if (batch?.waitingFor?.code === OFF_PEAK) await updateBatch(tx, batchId, { waitingFor: null });
    await feedBatch(tx, batchId);
  });
}

// The queue goes by the database's clock, which may be a little ahead of this process's.
async function startWhenDue(tx: Db, batch: BatchRow): Promise<void> {
  const { id, startAt, templateId } = batch;
  if (startAt && startAt.getTime() > Date.now())
    return enqueue(tx, feedBatchJob, { batchId: id }, { startAfter: startAt });
  const archived = await findArchivedTemplate(tx, templateId);
  if (archived) {
    return pauseFor(tx, batch, { code: "template_archived", params: { name: archived.name } });
  }
  await updateBatch(tx, id, { state: "running", startedAt: new Date(), waitingFor: null });
}

/** The job was tried in vain: its batch stands, and says so. */
export async function giveUpFeeding({ batchId }: { batchId: string }): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, batchId);
    if (!batch) return;
    // One whose time had come stands at its start.
    const state = nextBatchState(nextBatchState(batch.state, "start") ?? batch.state, "pause");
    if (state) await pauseFor(tx, batch, { code: "given_up" });
  });
}

async function pauseFor(tx: Db, batch: BatchRow, reason: Failure): Promise<void> {
  await updateBatch(tx, batch.id, { state: "paused", pausedFor: reason, waitingFor: null });
  await noteBatchPaused(tx, batch, { reason, by: null });
}

/** Hands out more when less than half the window is left, or when nothing is: once in many chunks, not for each. */
export async function feedWhenLow(batchId: string): Promise<void> {
  const open = await countOpenChunks(db(), batchId);
  const isLow = open.withJob < CHUNK_WINDOW / 2 && (open.waiting > 0 || open.hasMore);
  if (isLow || open.withJob + open.waiting === 0) await db().transaction((tx) => feedBatch(tx, batchId));
}

/**
 * Keeps a running batch's window of chunks filled, in the caller's transaction; chunks that wait come before new
 * ones. A batch of which every item has ended is finished here, also one that is paused: nobody has to let it go on for
 * that.
 */
export async function feedBatch(tx: Db, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId);
  if (batch?.state !== "running" && batch?.state !== "paused") return;
  const open = await countOpenChunks(tx, batchId);
  if (batch.state === "paused") return endIfOver(tx, batch, open);
  const opening = openingAt(batch.offPeak, new Date());
  // What is left is left for its hours; where nothing is, the batch is over at any hour.
  const isLeft = batch.nextSeq < batch.itemCount || open.withJob + open.waiting + open.inProviderBatches > 0;
  if (isLeft && !opening.open) return waitForOpening(tx, batch, opening.until);
  const inRealTime = await feedProviderBatches(tx, batch, open);
  const room = inRealTime ? CHUNK_WINDOW - open.withJob : 0;
  const again = await queueWaitingChunks(tx, batchId, Math.min(room, open.waiting));
  const ranges = nextChunks(batch, room - again.length, languageGroups(batch));
  const added = await addChunks(tx, batchId, ranges);
  const payloads = [...again, ...added].map((number) => ({ batchId, number }));
  await enqueueAll(tx, runChunkJob, payloads, batchId);
  const nextSeq = ranges.at(-1)?.toSeq ?? batch.nextSeq;
  if (ranges.length > 0) await updateBatch(tx, batchId, { nextSeq });
  await endIfOver(tx, { ...batch, nextSeq }, { ...open, withJob: open.withJob + added.length });
}

async function endIfOver(
  tx: Db,
  batch: Pick<BatchRow, "id" | "name" | "launchedBy" | "state" | "nextSeq" | "itemCount" | "reviewPlan">,
  { withJob, waiting, inProviderBatches }: Omit<OpenWork, "hasMore">,
): Promise<void> {
  const { id, state, nextSeq, itemCount } = batch;
  if (nextSeq < itemCount || withJob + waiting + inProviderBatches > 0) return;
  const { succeeded = 0, failed = 0, skipped = 0 } = (await readProgress(tx, [id])).get(id) ?? {};
  const ending = endingOf({ succeeded, failed });
  const status = nextBatchState(state, ending);
  if (!status) return;
  await updateBatch(tx, id, { state: status, pausedFor: null, finishedAt: new Date(), waitingFor: null });
  await noteBatchFinished(tx, batch, {
    status: ending === "succeed" ? "succeeded" : "failed",
    succeeded,
    failed,
    skipped,
    by: null,
  });
  if (batch.reviewPlan.kind === "lots") await enqueue(tx, formLotsJob, { batchId: id });
}

async function waitForOpening(tx: Db, batch: BatchRow, until: Date | null): Promise<void> {
  if (!until) return;
  const wait = { code: OFF_PEAK, until: until.toISOString() };
  // Every chunk that is let go comes by here: one of them is enough to come back.
  if (batch.waitingFor?.code === wait.code && batch.waitingFor.until === wait.until) return;
  await updateBatch(tx, batch.id, { waitingFor: wait });
  await enqueue(tx, feedBatchJob, { batchId: batch.id }, { startAfter: until });
}
