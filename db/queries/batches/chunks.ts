import { and, asc, eq, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { chargeBudgets, type PaidSum } from "#db/queries/spend/budgets.ts";
import { batchChunks } from "#db/schema/batches.ts";
import type { OwnedChunk } from "./reserve-calls.ts";

export type ChunkRow = typeof batchChunks.$inferSelect;

/**
 * Makes a queued chunk, or one whose owner is gone, the caller's: from now on a write with the old fence is
 * refused. What `started` holds then are calls whose end nobody saw. `null` when the chunk is done or waits.
 */
export async function takeChunk(tx: Db, batchId: string, number: number): Promise<ChunkRow | null> {
  const [taken] = await tx
    .update(batchChunks)
    .set({ fence: sql`${batchChunks.fence} + 1`, state: "running", updatedAt: sql`now()` })
    .where(
      and(
        eq(batchChunks.batchId, batchId),
        eq(batchChunks.number, number),
        inArray(batchChunks.state, ["queued", "running"]),
        // What a provider's batch holds belongs to no worker.
        isNull(batchChunks.providerBatchId),
      ),
    )
    .returning();
  return taken ?? null;
}

/** A chunk that is still its owner's, held until the transaction ends; `null` when it has a new owner. */
export async function lockOwnedChunk(
  tx: Db,
  { batchId, number, fence }: OwnedChunk,
): Promise<ChunkRow | null> {
  const [found] = (await tx
    .select()
    .from(batchChunks)
    .where(
      and(eq(batchChunks.batchId, batchId), eq(batchChunks.number, number), eq(batchChunks.fence, fence)),
    )
    .for("update")) as ChunkRow[];
  return found ?? null;
}

/**
 * Moves what was promised to calls whose end nobody saw from reserved to unknown, on the batch and on the budgets
 * above it. @param paid what was entered in the ledger for them.
 */
export async function chargeUnknown(
  tx: Db,
  { batchId, number }: Pick<OwnedChunk, "batchId" | "number">,
  carried: ChunkRow["carried"],
  paid: readonly PaidSum[],
): Promise<void> {
  const [batch] = await tx.execute<{ budgetIds: string[]; released: string }>(sql`
    with lost as (
      select coalesce(sum(amount::numeric), 0) as amount from batch_chunks, jsonb_each_text(started) as call(key, amount)
      where batch_id = ${batchId} and number = ${number}
    ), clearing as (
      update batch_chunks set started = '{}', carried = ${JSON.stringify(carried)}::jsonb
      where batch_id = ${batchId} and number = ${number}
    )
    update batches set reserved = reserved - lost.amount, unknown_spend = unknown_spend + lost.amount
    from lost where id = ${batchId}
    returning budget_ids::text[] as "budgetIds", lost.amount::text as released`);
  await chargeBudgets(tx, paid, batch && { budgetIds: batch.budgetIds, amount: batch.released });
}

/** Lets a chunk go, done or to be taken up again; `false` when it has a new owner already. */
export async function letChunkGo(
  tx: Db,
  { batchId, number, fence }: OwnedChunk,
  state: "waiting" | "done",
): Promise<boolean> {
  const left = await tx
    .update(batchChunks)
    .set({ state, updatedAt: sql`now()` })
    .where(
      and(eq(batchChunks.batchId, batchId), eq(batchChunks.number, number), eq(batchChunks.fence, fence)),
    )
    .returning({ number: batchChunks.number });
  return left.length > 0;
}

/** What a batch has that is not done: chunks with a job, in provider batches, or waiting, and items in no chunk yet. */
export interface OpenWork {
  withJob: number;
  inProviderBatches: number;
  waiting: number;
  hasMore: boolean;
}

/** How many chunks of a batch are open, by what they wait for, and whether there are items in no chunk yet. */
export async function countOpenChunks(tx: Db, batchId: string): Promise<OpenWork> {
  const [counts] = await tx.execute<{ [Key in keyof OpenWork]: OpenWork[Key] }>(sql`
    select count(*) filter (where state <> 'waiting' and provider_batch_id is null)::int as "withJob",
      count(*) filter (where provider_batch_id is not null)::int as "inProviderBatches",
      count(*) filter (where state = 'waiting')::int as waiting,
      (select next_seq < item_count from batches where id = ${batchId}) as "hasMore"
    from batch_chunks where batch_id = ${batchId} and state <> 'done'`);
  return counts ?? { withJob: 0, inProviderBatches: 0, waiting: 0, hasMore: false };
}

/** Marks the first `limit` waiting chunks as queued; their numbers. The caller holds the batch's row. */
export async function queueWaitingChunks(tx: Db, batchId: string, limit: number): Promise<number[]> {
  if (limit <= 0) return [];
  const waiting = await tx
    .select({ number: batchChunks.number })
    .from(batchChunks)
    .where(and(eq(batchChunks.batchId, batchId), eq(batchChunks.state, "waiting")))
    .orderBy(asc(batchChunks.number))
    .limit(limit)
    // A chunk that a retry holds is queued by that retry, which waits for the caller's batch.
    .for("update", { skipLocked: true });
  const numbers = waiting.map(({ number }) => number);
  if (numbers.length > 0) {
    await tx
      .update(batchChunks)
      .set({ state: "queued" })
      .where(and(eq(batchChunks.batchId, batchId), inArray(batchChunks.number, numbers)));
  }
  return numbers;
}

/** Adds chunks for ranges `[fromSeq, toSeq)`, or their `seqs` alone, after the last there is, queued; their numbers. */
export async function addChunks(
  tx: Db,
  batchId: string,
  ranges: readonly { fromSeq: number; toSeq: number; seqs?: number[] }[],
  state: "queued" | "waiting" = "queued",
): Promise<number[]> {
  const [last] = await tx
    .select({ number: sql<number>`coalesce(max(${batchChunks.number}), -1)::int` })
    .from(batchChunks)
    .where(eq(batchChunks.batchId, batchId));
  const first = (last?.number ?? -1) + 1;
  const chunks = ranges.map((range, index) => ({
    batchId,
    number: first + index,
    ...range,
    state,
  }));
  if (chunks.length > 0) await tx.insert(batchChunks).values(chunks);
  return chunks.map(({ number }) => number);
}

/**
 * The items of a chunk that are not its to make: they have ended, or a retry has put them into another chunk since
 * this one was taken. One statement, so that a retry at this moment is seen whole or not at all.
 */
export async function readSettledSeqs(tx: Db, chunk: ChunkRow): Promise<Set<number>> {
  const { batchId, number, fromSeq, toSeq } = chunk;
  const seqs = chunk.seqs ? `{${chunk.seqs.join(",")}}` : null;
  const settled = await tx.execute<{ seq: number }>(sql`
    select seq from batch_items where batch_id = ${batchId} and ${
      seqs === null ? sql`seq >= ${fromSeq} and seq < ${toSeq}` : sql`seq = any(${seqs}::int[])`
    }
    union all
    select item.seq::int from batch_chunks c, jsonb_each(c.carried) as item(seq, carried)
    where c.batch_id = ${batchId} and c.number = ${number} and item.carried ? 'moved'`);
  return new Set(settled.map(({ seq }) => seq));
}

/** Whether a chunk of a batch names an item. */
export async function isInChunk(tx: Db, batchId: string, seq: number): Promise<boolean> {
  const [found] = await tx.execute(
    sql`select from batch_chunks where batch_id = ${batchId} and ${seq}::int = any(seqs) limit 1`,
  );
  return found !== undefined;
}

/** Holds the chunks of a batch that are not done. To be called before the batch's row is held, as claims do. */
export async function lockOpenChunks(tx: Db, batchId: string): Promise<void> {
  await tx
    .select({ number: batchChunks.number })
    .from(batchChunks)
    .where(and(eq(batchChunks.batchId, batchId), ne(batchChunks.state, "done")))
    .orderBy(asc(batchChunks.number))
    .for("update");
}

/** How items are put into chunks: so many each, and languages of different groups apart, given by their places. */
export interface ChunkPlan {
  size: number;
  groups: readonly (readonly number[])[];
}

/** Items of a query with the number, from 0, of the chunk that each comes into, as `place`. */
export function placedInChunks(items: SQL, { size, groups }: ChunkPlan): SQL {
  if (groups.length < 2)
    return sql`select *, (row_number() over (order by seq) - 1) / ${size}::int as place from (${items}) item`;
  const groupOf = groups
    .flatMap((group, index) => group.map((place) => ({ place, index })))
    .sort((a, b) => a.place - b.place)
    .map(({ index }) => index);
  const kind = sql`(${`{${groupOf.join(",")}}`}::int[])[1 + seq % ${groupOf.length}::int]`;
  return sql`select *, dense_rank() over (order by part, kind) - 1 as place from (
      select *, (row_number() over (partition by kind order by seq) - 1) / ${size}::int as part
      from (select *, ${kind} as kind from (${items}) item) sorted
    ) parted`;
}

/**
 * Takes failed items of a batch (of one failure group, or all) back out, with what they cost so far, into waiting
 * chunks of their own; counters and groups follow. The ledger keeps their calls. The caller holds the batch and
 * its open chunks: one that an item came from is told that it has moved, should it be taken up again.
 * @returns how many.
 */
export async function putBackFailed(
  tx: Db,
  batchId: string,
  failureGroup: string | undefined,
  plan: ChunkPlan,
): Promise<number> {
  const ofGroup = failureGroup === undefined ? sql`` : sql`and failure_group = ${failureGroup}`;
  const [back] = await tx.execute<{ count: number }>(sql`
    with gone as (
      delete from batch_items where batch_id = ${batchId} and state = 'failed' ${ofGroup}
      returning seq, failure_group, cost, attempts
    ), placed as (
      ${placedInChunks(sql`select * from gone`, plan)}
    ), chunking as (
      insert into batch_chunks (batch_id, number, from_seq, to_seq, seqs, state, carried)
      select ${batchId}::uuid, (select coalesce(max(number), -1) from batch_chunks where batch_id = ${batchId}) + 1 + place,
        min(seq), max(seq) + 1, array_agg(seq order by seq), 'waiting',
        jsonb_object_agg(seq::text, jsonb_build_object('attempts', attempts, 'cost', cost::text))
      from placed group by place
    ), marking as (
      update batch_chunks c set carried = c.carried || moved.marks
      from (
        select o.number, jsonb_object_agg(g.seq::text, '{"attempts": 0, "cost": "0", "moved": true}'::jsonb) as marks
        from gone g join batch_chunks o on o.batch_id = ${batchId} and o.state <> 'done'
          and g.seq >= o.from_seq and g.seq < o.to_seq and (o.seqs is null or g.seq = any(o.seqs))
        group by o.number
      ) moved
      where c.batch_id = ${batchId} and c.number = moved.number
    ), counting as (
      insert into batch_counters as c (batch_id, slot, failed)
      select ${batchId}::uuid, 0, -count(*) from gone
      on conflict (batch_id, slot) do update set failed = c.failed + excluded.failed
    ), grouping as (
      update batch_failure_groups g set count = g.count - per.count
      from (select failure_group, count(*) as count from gone group by failure_group) per
      where g.batch_id = ${batchId} and g.failure_group = per.failure_group
    )
    select count(*)::int as count from gone`);
  await tx.execute(sql`delete from batch_failure_groups where batch_id = ${batchId} and count <= 0`);
  return back?.count ?? 0;
}
