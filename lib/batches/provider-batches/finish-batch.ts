import { type Db, db } from "#db/client.ts";
import { lockBatch, pauseForReason, updateBatch } from "#db/queries/batches/batches.ts";
import { countOpenChunks, type OpenWork } from "#db/queries/batches/chunks.ts";
import {
  letChunksGo,
  lockChunksOf,
  type ProviderBatchRow,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";
import type { Failure } from "#lib/failure.ts";
import type { RemoteBatch } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { feedBatchJob } from "../jobs.ts";
import { feedBatch } from "../run/feed-batch.ts";
import { removeFiles } from "./file-keys.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { cutDetail } from "./trouble.ts";

const ENQUEUED_LIMIT_MS = 5 * 60_000;

/**
 * Ends a provider batch whose results are taken in: its chunks are let go, and its batch goes on with what is left, or is
 * paused. @param pause why nothing of the batch may go on; @returns `false` when it is another's by now.
 */
export async function finishBatch(
  { file }: ProviderBatchRun,
  ending: NonNullable<ProviderBatchRow["ending"]>,
  failure: RemoteBatch["failure"],
  pause: Failure | null,
): Promise<boolean> {
  const isFull = failure !== null && /token_limit|enqueued/i.test(failure.code);
  const told = failure && { code: cutDetail(failure.code), params: { detail: cutDetail(failure.detail) } };
  const reason =
    told && !isFull
      ? { code: "provider_batch_failed", params: { reason: told.code, ...told.params } }
      : pause;
  const isOurs = await db().transaction(async (tx) => {
    // The batch's row keeps a cancel out, which would queue a step of its own.
    await lockChunksOf(tx, file);
    await lockBatch(tx, file.batchId);
    const isLast = await updateProviderBatch(tx, file, {
      state: "done",
      ending,
      failure: told,
      trouble: null,
      troubledSince: null,
      endedAt: new Date(),
    });
    if (!isLast) return false;
    await letChunksGo(tx, file);
    // Where every item has ended, there is nothing left to pause.
    if (reason && isOpen(await countOpenChunks(tx, file.batchId)))
      await pauseForReason(tx, file.batchId, reason);
    if (isFull) await waitForRoom(tx, file.batchId);
    else await feedBatch(tx, file.batchId);
    return true;
  });
  if (!isOurs) return false;
  log.info({ batchId: file.batchId, providerBatchId: file.id, ending }, "a provider batch was taken in");
  await removeFiles(file.id);
  return true;
}

// The provider holds as many requests of this account as it takes: some have to end first.
async function waitForRoom(tx: Db, batchId: string): Promise<void> {
  const until = new Date(Date.now() + ENQUEUED_LIMIT_MS);
  await updateBatch(tx, batchId, { waitingFor: { code: "provider_queue", until: until.toISOString() } });
  await enqueue(tx, feedBatchJob, { batchId }, { startAfter: until });
}

function isOpen({ withJob, inProviderBatches, waiting, hasMore }: OpenWork): boolean {
  return hasMore || withJob + inProviderBatches + waiting > 0;
}
