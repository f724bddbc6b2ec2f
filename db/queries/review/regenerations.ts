import { and, eq, inArray, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import { regenerations } from "#db/schema/review.ts";

export type RegenerationRow = typeof regenerations.$inferSelect;

type Place = { batchId: string; seq: number };

/** Adds regenerations that wait for their turn. */
export async function insertRegenerations(
  tx: Db,
  added: Pick<
    RegenerationRow,
    | "id"
    | "batchId"
    | "seq"
    | "cause"
    | "decisionId"
    | "fromVersion"
    | "reason"
    | "note"
    | "askedBy"
    | "actionId"
  >[],
): Promise<void> {
  if (added.length > 0)
    await tx.insert(regenerations).values(added.map((one) => ({ ...one, state: "queued" as const })));
}

/** Whether regeneration `r` is one of the tries that an item has: a rejection asked for it, and it took a call. */
export const IS_TRY = sql`r.cause = 'rejection' and (r.state = 'succeeded' or (r.state = 'failed' and r.attempts > 0))`;

/** How often each of these items of a batch was made anew because it was rejected; none of one that never was. */
export async function countTries(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, number>> {
  if (seqs.length === 0) return new Map();
  const rows = await tx.execute<{ seq: number; tries: number }>(sql`
    select seq, count(*)::int as tries from regenerations r
    where batch_id = ${batchId} and seq in ${[...seqs]} and ${IS_TRY} group by seq`);
  return new Map(rows.map(({ seq, tries }) => [seq, tries]));
}

/** Makes a regeneration that has not ended the caller's; whoever had it can write nothing to it any more. */
export async function takeRegeneration(tx: Db, id: string): Promise<RegenerationRow | null> {
  if (!isUuid(id)) return null;
  const [taken] = await tx
    .update(regenerations)
    .set({ state: "running", fence: sql`${regenerations.fence} + 1` })
    .where(and(eq(regenerations.id, id), inArray(regenerations.state, ["queued", "running"])))
    .returning();
  return taken ?? null;
}

/** A regeneration that is still its owner's, held until the transaction ends; `null` when it has another one. */
export async function lockRegeneration(
  tx: Db,
  { id, fence }: Pick<RegenerationRow, "id" | "fence">,
): Promise<RegenerationRow | null> {
  const [found] = (await tx
    .select()
    .from(regenerations)
    .where(
      and(
        eq(regenerations.id, id),
        eq(regenerations.fence, fence),
        inArray(regenerations.state, ["queued", "running"]),
      ),
    )
    .for("update")) as RegenerationRow[];
  return found ?? null;
}

/** Changes a regeneration that the caller holds. */
export async function updateRegeneration(
  tx: Db,
  id: string,
  change: Partial<RegenerationRow>,
): Promise<void> {
  const { carried } = change;
  // A model's answer is in it, whatever that wrote.
  const storable = carried ? { ...change, carried: JSON.parse(storableJson(carried)) } : change;
  await tx.update(regenerations).set(storable).where(eq(regenerations.id, id));
}

/** Adds what calls came to. The caller holds the regeneration. */
export async function addToRegeneration(
  tx: Db,
  id: string,
  { spent, unknown }: { spent: string; unknown: string },
): Promise<void> {
  await tx
    .update(regenerations)
    .set({
      spent: sql`${regenerations.spent} + ${spent}::numeric`,
      unknownSpend: sql`${regenerations.unknownSpend} + ${unknown}::numeric`,
    })
    .where(eq(regenerations.id, id));
}

/** Whether an item still stands rejected by the decision that its regeneration follows from, with the same text. */
export async function standsRejected(
  tx: Db,
  { batchId, seq, decisionId, fromVersion }: RegenerationRow,
): Promise<boolean> {
  const [found] = await tx.execute<{ stands: boolean }>(sql`
    select i.review_state = 'rejected' and i.output_version = ${fromVersion}
      and (select d.id from review_decisions d where d.batch_id = i.batch_id and d.seq = i.seq
        order by d.id desc limit 1) = ${decisionId} as stands
    from batch_items i where i.batch_id = ${batchId} and i.seq = ${seq}`);
  return found?.stands ?? false;
}

/**
 * What the regenerations of an item have cost and taken since the latest that came back, which its item does not have
 * in its own sums yet.
 */
export async function sumUncounted(
  tx: Db,
  { batchId, seq }: Place,
): Promise<{ cost: string; attempts: number }> {
  const [sum] = await tx.execute<{ cost: string; attempts: number }>(sql`
    select coalesce(sum(spent), 0)::text as cost, coalesce(sum(attempts), 0)::int as attempts
    from regenerations
    where batch_id = ${batchId} and seq = ${seq} and asked_at > coalesce((select max(asked_at) from regenerations
      where batch_id = ${batchId} and seq = ${seq} and state = 'succeeded'), '-infinity')`);
  return sum ?? { cost: "0", attempts: 0 };
}

/** The regenerations of an item, oldest first. */
export function readRegenerations(tx: Db, { batchId, seq }: Place): Promise<RegenerationRow[]> {
  return tx
    .select()
    .from(regenerations)
    .where(and(eq(regenerations.batchId, batchId), eq(regenerations.seq, seq)))
    .orderBy(regenerations.id);
}

/** The regenerations of these items of a batch that came back, oldest first, by item. */
export async function readRegenerated(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, RegenerationRow[]>> {
  const rows = await tx
    .select()
    .from(regenerations)
    .where(
      and(
        eq(regenerations.batchId, batchId),
        inArray(regenerations.seq, [...seqs]),
        eq(regenerations.state, "succeeded"),
      ),
    )
    .orderBy(regenerations.id);
  return Map.groupBy(rows, ({ seq }) => seq);
}

/** What came of the regenerations of a batch. */
export interface RegenerationSums {
  asked: number;
  open: number;
  succeeded: number;
  failed: number;
  withdrawn: number;
  /** Items that came back and stand approved in a version made since. */
  approvedAfter: number;
  spent: string;
  unknown: string;
}

/** Counts the regenerations of a batch, and what they cost. */
export async function sumRegenerations(tx: Db, batchId: string): Promise<RegenerationSums> {
  const [sums] = await tx.execute<{ [Key in keyof RegenerationSums]: RegenerationSums[Key] }>(sql`
    select count(*)::int as asked, count(*) filter (where r.state in ('queued', 'running'))::int as open,
      count(*) filter (where r.state = 'succeeded')::int as succeeded,
      count(*) filter (where r.state = 'failed')::int as failed,
      count(*) filter (where r.state = 'withdrawn')::int as withdrawn,
      count(distinct r.seq) filter (where r.state = 'succeeded' and i.review_state = 'approved')::int
        as "approvedAfter",
      coalesce(sum(r.spent), 0)::text as spent, coalesce(sum(r.unknown_spend), 0)::text as unknown
    from regenerations r left join batch_items i on i.batch_id = ${batchId} and i.seq = r.seq
    where r.batch_id = ${batchId}`);
  return sums as RegenerationSums;
}

/** What came of the regenerations that bulk actions asked for, in one currency. */
export interface ActionRegenerations {
  actionId: string;
  currency: string;
  asked: number;
  open: number;
  succeeded: number;
  failed: number;
  withdrawn: number;
  /** Billed for certain and possibly billed. */
  spent: string;
}

/** Counts the regenerations of these bulk actions by currency, and what they cost. */
export async function sumRegenerationsOfActions(
  tx: Db,
  actionIds: readonly string[],
): Promise<ActionRegenerations[]> {
  if (actionIds.length === 0) return [];
  const rows = await tx.execute<ActionRegenerations & Record<string, unknown>>(sql`
    select r.action_id as "actionId", b.currency, count(*)::int as asked,
      count(*) filter (where r.state in ('queued', 'running'))::int as open,
      count(*) filter (where r.state = 'succeeded')::int as succeeded,
      count(*) filter (where r.state = 'failed')::int as failed,
      count(*) filter (where r.state = 'withdrawn')::int as withdrawn,
      sum(r.spent + r.unknown_spend)::text as spent
    from regenerations r join batches b on b.id = r.batch_id
    where r.action_id in ${[...actionIds]} group by r.action_id, b.currency order by 1, 2`);
  return [...rows];
}

/** Why regenerations of a bulk action came to nothing, most frequent first. */
export async function groupFailedOfAction(
  tx: Db,
  actionId: string,
): Promise<{ count: number; sample: RegenerationRow["failure"] }[]> {
  const rows = await tx.execute<{ count: number; sample: RegenerationRow["failure"] }>(sql`
    select count(*)::int as count, (array_agg(failure order by ended_at desc))[1] as sample from regenerations
    where action_id = ${actionId} and state = 'failed' group by failure ->> 'code' order by 1 desc`);
  return [...rows];
}

/** Why regenerations of a batch came to nothing, most frequent first. */
export async function groupFailedRegenerations(
  tx: Db,
  batchId: string,
): Promise<{ count: number; sample: RegenerationRow["failure"] }[]> {
  const rows = await tx.execute<{ count: number; sample: RegenerationRow["failure"] }>(sql`
    select count(*)::int as count, (array_agg(failure order by ended_at desc))[1] as sample from regenerations
    where batch_id = ${batchId} and state = 'failed' group by failure ->> 'code' order by 1 desc`);
  return [...rows];
}
