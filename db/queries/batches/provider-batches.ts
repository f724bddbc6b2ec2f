import { and, asc, desc, eq, inArray, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { chargeBudgets } from "#db/queries/spend/budgets.ts";
import { batchChunks, batches, providerBatches } from "#db/schema/batches.ts";
import { models } from "#db/schema/models.ts";
import type { ChunkRow } from "./chunks.ts";
import type { CarriedItem } from "./flush-results.ts";

export type ProviderBatchRow = typeof providerBatches.$inferSelect;

/** A provider's batch as whoever took it up knows it; without `fence`, whoever that is. */
type Taken = Pick<ProviderBatchRow, "id" | "turn"> & { fence?: number };

/** A provider's batch; `null` when there is none of that id. */
export async function findProviderBatch(tx: Db, id: string): Promise<ProviderBatchRow | null> {
  const [found] = await tx.select().from(providerBatches).where(eq(providerBatches.id, id));
  return found ?? null;
}

/** Writes down that a provider's batch is to be made. @param file.modelId whom it asks, where not its batch's model. */
export async function addProviderBatch(
  tx: Db,
  file: Pick<ProviderBatchRow, "id" | "batchId" | "modelId">,
): Promise<void> {
  await tx.insert(providerBatches).values({ ...file, state: "intended" });
}

/** Makes a step of a provider's batch the caller's; `null` when it does not stand at this turn, or is done. */
export async function takeProviderBatch(tx: Db, taken: Taken): Promise<ProviderBatchRow | null> {
  const [found] = await tx
    .update(providerBatches)
    .set({ fence: sql`${providerBatches.fence} + 1` })
    .where(and(standsAt(taken), ne(providerBatches.state, "done")))
    .returning();
  return found ?? null;
}

/** Changes a provider's batch as long as it stands at this turn and is the caller's; `false` when it does not. */
export async function updateProviderBatch(
  tx: Db,
  taken: Taken,
  change: Partial<ProviderBatchRow>,
): Promise<boolean> {
  const changed = await tx
    .update(providerBatches)
    .set(change)
    .where(standsAt(taken))
    .returning({ id: providerBatches.id });
  return changed.length > 0;
}

/** Holds a provider's batch as long as it stands at this turn and is the caller's. */
export async function lockProviderBatch(tx: Db, taken: Taken): Promise<boolean> {
  const held = await tx
    .select({ id: providerBatches.id })
    .from(providerBatches)
    .where(standsAt(taken))
    .for("update");
  return held.length > 0;
}

function standsAt({ id, turn, fence }: Taken) {
  return and(
    eq(providerBatches.id, id),
    eq(providerBatches.turn, turn),
    fence === undefined ? undefined : eq(providerBatches.fence, fence),
  );
}

/** Removes one that came to nothing. */
export async function removeProviderBatch(tx: Db, id: string): Promise<void> {
  await tx.delete(providerBatches).where(eq(providerBatches.id, id));
}

/** The provider batches of a batch that are not done, oldest first. */
export function listOpenProviderBatches(tx: Db, batchId: string): Promise<ProviderBatchRow[]> {
  return tx
    .select()
    .from(providerBatches)
    .where(and(eq(providerBatches.batchId, batchId), ne(providerBatches.state, "done")))
    .orderBy(asc(providerBatches.id));
}

/** Batches that have something in the batches of a provider, named, oldest first. */
export async function listBatchesAt(tx: Db, providerId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .selectDistinct({ id: batches.id, name: batches.name })
    .from(providerBatches)
    .innerJoin(batches, eq(batches.id, providerBatches.batchId))
    .innerJoin(models, eq(models.id, sql`coalesce(${providerBatches.modelId}, ${batches.modelId})`))
    .where(and(eq(models.providerId, providerId), ne(providerBatches.state, "done")))
    .orderBy(asc(batches.id));
}

/** The newest provider batches of each of these batches. */
export async function listProviderBatches(
  tx: Db,
  batchIds: string[],
  limit: number,
): Promise<ProviderBatchRow[]> {
  if (batchIds.length === 0) return [];
  return tx
    .select()
    .from(providerBatches)
    .where(inArray(providerBatches.batchId, batchIds))
    .orderBy(desc(providerBatches.id))
    .limit(limit);
}

/** Ids of batches that providers were given since a moment: whoever looks for a lost one need not look at those. */
export async function listRemoteIds(tx: Db, since: Date): Promise<Set<string>> {
  const known = await tx
    .select({ remoteId: providerBatches.remoteId })
    .from(providerBatches)
    .where(
      sql`${providerBatches.remoteId} is not null and ${providerBatches.createdAt} >= ${since.toISOString()}`,
    );
  return new Set(known.map(({ remoteId }) => remoteId ?? ""));
}

/** The first item of the first chunk of a batch that waits; `null` when none does. */
export async function findFirstWaiting(tx: Db, batchId: string): Promise<number | null> {
  const [waiting] = await tx
    .select({ seq: FIRST_SEQ })
    .from(batchChunks)
    .where(and(eq(batchChunks.batchId, batchId), eq(batchChunks.state, "waiting")))
    .orderBy(asc(batchChunks.number))
    .limit(1);
  return waiting?.seq ?? null;
}

const FIRST_SEQ = sql<number>`coalesce(${batchChunks.seqs}[1], ${batchChunks.fromSeq})`;

/** Places of languages, of so many. */
export interface LanguagePlaces {
  places: readonly number[];
  of: number;
}

/**
 * Makes the first waiting chunk of a batch a provider batch's own, with a new fence; `null` when none waits. The
 * caller holds the batch's row. @param languages those whose items may be in it, where chunks keep languages apart.
 */
export async function putWaitingChunkInto(
  tx: Db,
  batchId: string,
  providerBatchId: string,
  languages: LanguagePlaces | null,
): Promise<ChunkRow | null> {
  const isOfThem =
    languages && sql`${FIRST_SEQ} % ${languages.of}::int = any(${`{${languages.places.join(",")}}`}::int[])`;
  const [waiting] = await tx
    .select({ number: batchChunks.number })
    .from(batchChunks)
    .where(and(eq(batchChunks.batchId, batchId), eq(batchChunks.state, "waiting"), isOfThem ?? undefined))
    .orderBy(asc(batchChunks.number))
    .limit(1)
    // A chunk that a retry holds comes up again when the retry has let it go.
    .for("update", { skipLocked: true });
  return waiting ? putChunkInto(tx, batchId, waiting.number, providerBatchId) : null;
}

/** Makes a chunk that has no owner a provider batch's own, with a new fence. */
export async function putChunkInto(
  tx: Db,
  batchId: string,
  number: number,
  providerBatchId: string,
): Promise<ChunkRow | null> {
  const [taken] = await tx
    .update(batchChunks)
    .set({
      state: "running",
      fence: sql`${batchChunks.fence} + 1`,
      providerBatchId,
      updatedAt: sql`now()`,
    })
    .where(and(eq(batchChunks.batchId, batchId), eq(batchChunks.number, number)))
    .returning();
  return taken ?? null;
}

/** A request of a provider batch whose end is not written yet. */
export interface OpenRequest {
  chunk: number;
  key: string;
  seq: number;
  fence: number;
  /** What is reserved for it. */
  amount: string;
  carried: CarriedItem | null;
}

/** Which of these requests of a provider batch are still open, with what is known of each. */
export function readOpenRequests(
  tx: Db,
  { id, batchId }: Pick<ProviderBatchRow, "id" | "batchId">,
  requests: readonly { chunk: number; key: string; seq: number }[],
): Promise<OpenRequest[]> {
  return tx.execute<{ [Key in keyof OpenRequest]: OpenRequest[Key] }>(sql`
    select asked.chunk, asked.key, asked.seq, c.fence, c.started ->> asked.key as amount,
      c.carried -> asked.seq::text as carried
    from jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) as asked(chunk int, key text, seq int)
    join batch_chunks c on c.batch_id = ${batchId} and c.number = asked.chunk and c.provider_batch_id = ${id}
    where c.started ->> asked.key is not null`) as Promise<OpenRequest[]>;
}

/** Requests of a provider batch that are still open, chunk by chunk. */
export function listOpenRequests(
  tx: Db,
  { id, batchId }: Pick<ProviderBatchRow, "id" | "batchId">,
  limit: number,
): Promise<OpenRequest[]> {
  return tx.execute<{ [Key in keyof OpenRequest]: OpenRequest[Key] }>(sql`
    select c.number as chunk, call.key, split_part(call.key, '.', 1)::int as seq, c.fence, call.amount,
      c.carried -> split_part(call.key, '.', 1) as carried
    from batch_chunks c, jsonb_each_text(c.started) as call(key, amount)
    where c.batch_id = ${batchId} and c.provider_batch_id = ${id}
    order by c.number, call.key limit ${limit}`) as Promise<OpenRequest[]>;
}

/** Notes requests whose end was written in the caller's transaction. */
export async function countTakenIn(tx: Db, id: string, requests: number): Promise<void> {
  await tx
    .update(providerBatches)
    .set({ takenIn: sql`${providerBatches.takenIn} + ${requests}` })
    .where(eq(providerBatches.id, id));
}

/** Holds the chunks of a provider batch, which come before the batch. */
export async function lockChunksOf(
  tx: Db,
  { id, batchId }: Pick<ProviderBatchRow, "id" | "batchId">,
): Promise<void> {
  await tx.execute(sql`
    select number from batch_chunks where batch_id = ${batchId} and provider_batch_id = ${id}
    order by number for update`);
}

/**
 * Lets the chunks of a provider batch go: what is still promised to their requests is given back, and chunks whose
 * every item has ended are done; the others wait. Chunks come before the batch, as everywhere.
 */
export async function letChunksGo(
  tx: Db,
  { id, batchId }: Pick<ProviderBatchRow, "id" | "batchId">,
): Promise<void> {
  await lockChunksOf(tx, { id, batchId });
  const [batch] = await tx.execute<{ budgetIds: string[]; released: string }>(sql`
    with promised as (
      select coalesce(sum(amount::numeric), 0) as amount
      from batch_chunks, jsonb_each_text(started) as call(key, amount)
      where batch_id = ${batchId} and provider_batch_id = ${id}
    ), freeing as (
      update batch_chunks c set started = '{}', provider_batch_id = null, updated_at = now(), fence = c.fence + 1,
        state = case when exists (
          select from unnest(coalesce(c.seqs, array(select generate_series(c.from_seq, c.to_seq - 1)))) as one(seq)
          where c.carried #> array[one.seq::text, 'moved'] is null
            and not exists (select from batch_items i where i.batch_id = ${batchId} and i.seq = one.seq)
        ) then 'waiting' else 'done' end
      where c.batch_id = ${batchId} and c.provider_batch_id = ${id}
    )
    update batches set reserved = reserved - promised.amount from promised
    where id = ${batchId} and promised.amount <> 0
    returning budget_ids::text[] as "budgetIds", promised.amount::text as released`);
  if (batch) await chargeBudgets(tx, [], { budgetIds: batch.budgetIds, amount: batch.released });
}
