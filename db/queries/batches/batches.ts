import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { noteBatchPaused } from "#db/queries/notifications/events.ts";
import { batchChunks, batchCounters, batches, providerBatches } from "#db/schema/batches.ts";

export type BatchRow = typeof batches.$inferSelect;
type Reason = NonNullable<BatchRow["pausedFor"]>;

/** A batch; `null` when there is none of that id. */
export async function findBatch(tx: Db, id: string): Promise<BatchRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(batches).where(eq(batches.id, id));
  return found ?? null;
}

/** A batch whose row stays the transaction's own until it ends; `null` when there is none of that id. */
export async function lockBatch(tx: Db, id: string): Promise<BatchRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx.select().from(batches).where(eq(batches.id, id)).for("update")) as BatchRow[];
  return found ?? null;
}

/** Changes what a batch says about itself. */
export async function updateBatch(tx: Db, id: string, change: Partial<BatchRow>): Promise<void> {
  await tx.update(batches).set(change).where(eq(batches.id, id));
}

/**
 * Pauses a running batch for a reason of its own, and notes that. For money this waits until nothing is in flight any
 * more, because what comes back may free some.
 */
export async function pauseForReason(
  tx: Db,
  id: string,
  reason: Reason,
  { onceNothingInFlight = false } = {},
): Promise<void> {
  await tx.transaction(async (inner) => {
    const [paused] = await inner
      .update(batches)
      .set({ state: "paused", pausedFor: reason, waitingFor: null })
      .where(
        and(
          eq(batches.id, id),
          eq(batches.state, "running"),
          onceNothingInFlight ? eq(batches.reserved, "0") : undefined,
        ),
      )
      .returning({ id: batches.id, name: batches.name, launchedBy: batches.launchedBy });
    if (paused) await noteBatchPaused(inner, paused, { reason, by: null });
  });
}

/** How far a batch is, from its counters. */
export interface Progress {
  succeeded: number;
  failed: number;
  skipped: number;
  reviewPending: number;
  approved: number;
  rejected: number;
  escalated: number;
  inLot: number;
  /** Calls that were not made, because an identical one had been answered. */
  cacheHits: number;
  memoryHits: number;
  /** Calls in flight at this moment. */
  running: number;
}

const NO_PROGRESS: Progress = {
  succeeded: 0,
  failed: 0,
  skipped: 0,
  reviewPending: 0,
  approved: 0,
  rejected: 0,
  escalated: 0,
  inLot: 0,
  cacheHits: 0,
  memoryHits: 0,
  running: 0,
};

/** How far batches are: sums of a few rows each, whatever their size. */
export async function readProgress(tx: Db, ids: string[]): Promise<Map<string, Progress>> {
  if (ids.length === 0) return new Map();
  const total = (column: string) => sql<number>`coalesce(sum(${sql.identifier(column)}), 0)::int`;
  const counted = await tx
    .select({
      id: batchCounters.batchId,
      succeeded: total("succeeded"),
      failed: total("failed"),
      skipped: total("skipped"),
      reviewPending: total("review_pending"),
      approved: total("approved"),
      rejected: total("rejected"),
      escalated: total("escalated"),
      inLot: total("in_lot"),
      cacheHits: total("cache_hits"),
      memoryHits: total("memory_hits"),
    })
    .from(batchCounters)
    .where(inArray(batchCounters.batchId, ids))
    .groupBy(batchCounters.batchId);
  const inFlight = await tx
    .select({
      id: batchChunks.batchId,
      running: sql<number>`sum((select count(*) from jsonb_object_keys(${batchChunks.started})))::int`,
    })
    .from(batchChunks)
    .where(
      and(
        inArray(batchChunks.batchId, ids),
        sql`${batchChunks.state} <> 'done'`,
        // These are many, and counted on their provider batch.
        isNull(batchChunks.providerBatchId),
      ),
    )
    .groupBy(batchChunks.batchId);
  const atProviders = await tx
    .select({
      id: providerBatches.batchId,
      running: sql<number>`sum(greatest(0, ${providerBatches.requests} - ${providerBatches.takenIn}))::int`,
    })
    .from(providerBatches)
    .where(and(inArray(providerBatches.batchId, ids), ne(providerBatches.state, "done")))
    .groupBy(providerBatches.batchId);
  const progress = new Map<string, Progress>(
    counted.map(({ id, ...counts }) => [id, { ...counts, running: 0 }]),
  );
  for (const { id, running } of [...inFlight, ...atProviders]) {
    const known = progress.get(id) ?? NO_PROGRESS;
    progress.set(id, { ...known, running: known.running + running });
  }
  return progress;
}
