import { and, desc, eq, getTableColumns, gt, inArray, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "#db/client.ts";
import { reviewDecisions } from "#db/schema/review.ts";

/** An item under decision, locked until the transaction ends. */
export interface LockedItemRow {
  batchId: string;
  seq: number;
  reviewState: "none" | "pending" | "approved" | "rejected" | "escalated";
  output: Record<string, unknown> | null;
  outputVersion: number;
  claimedBy: string | null;
  claimToken: number;
  isLeaseOver: boolean;
  lastEditedBy: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  launchedBy: string;
  isPublished: boolean;
}

/**
 * Locks the counters that decisions of these batches move. Taken before anything else, in one order: decisions of
 * a batch and the cut-off of a publication then never overlap.
 */
export async function lockReviewCounters(tx: Db, batchIds: string[]): Promise<void> {
  if (batchIds.length === 0) return;
  await tx.execute(sql`insert into batch_counters (batch_id, slot)
    select id, 0 from batches where id in ${batchIds} order by id on conflict do nothing`);
  await tx.execute(sql`select 1 from batch_counters where batch_id in ${batchIds} and slot = 0
    order by batch_id for update`);
}

/** The named items, locked in key order; those that do not exist or have nothing to review are left out. */
export async function lockItems(tx: Db, items: { batchId: string; seq: number }[]): Promise<LockedItemRow[]> {
  const found: LockedItemRow[] = [];
  const seqsByBatch = Map.groupBy(items, (item) => item.batchId);
  for (const batchId of [...seqsByBatch.keys()].sort()) {
    const seqs = (seqsByBatch.get(batchId) ?? []).map(({ seq }) => seq);
    const rows = await tx.execute(sql`
      select i.batch_id as "batchId", i.seq, i.review_state as "reviewState", i.output,
        i.output_version as "outputVersion", i.claimed_by as "claimedBy", i.claim_token as "claimToken",
        coalesce(i.claim_expires_at < now(), true) as "isLeaseOver", i.last_edited_by as "lastEditedBy",
        i.decided_by as "decidedBy", i.decided_at as "decidedAt", b.launched_by as "launchedBy",
        exists (select 1 from publications p where p.batch_id = i.batch_id and p.status <> 'failed'
          and p.cutoff_at >= i.decided_at) as "isPublished"
      from batch_items i join batches b on b.id = i.batch_id
      where i.batch_id = ${batchId} and i.seq in ${seqs} and i.review_state <> 'none'
      order by i.seq for update of i`);
    found.push(...(rows as unknown as LockedItemRow[]));
  }
  return found;
}

/** What is written to an item when a decision on it stands. */
export interface ItemChange {
  batchId: string;
  seq: number;
  reviewState: string;
  output: Record<string, unknown>;
  outputVersion: number;
  claimedBy: string | null;
  claimToken: number;
  lastEditedBy: string | null;
  decidedBy: string | null;
}

/**
 * Writes the changed items and counts what of them stands decided, in one statement a batch; whoever still holds one
 * holds it for five minutes from now.
 */
export async function writeItemChanges(tx: Db, changes: ItemChange[]): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(changes, (change) => change.batchId)) {
    const json = JSON.stringify(
      ofBatch.map((change) => ({
        seq: change.seq,
        review_state: change.reviewState,
        output: change.output,
        output_version: change.outputVersion,
        claimed_by: change.claimedBy,
        claim_token: change.claimToken,
        last_edited_by: change.lastEditedBy,
        decided_by: change.decidedBy,
      })),
    );
    await tx.execute(sql`
      with change as materialized (
        select * from jsonb_to_recordset(${json}::jsonb) as c(seq int, review_state text, output jsonb,
          output_version int, claimed_by uuid, claim_token int, last_edited_by uuid, decided_by uuid)
      ), before as materialized (
        select review_state, decided_at, cost from batch_items
        where batch_id = ${batchId} and seq in (select seq from change)
      ), after as (
        update batch_items i set review_state = c.review_state, output = c.output,
          output_version = c.output_version, claimed_by = c.claimed_by, claim_token = c.claim_token,
          claim_expires_at = case when c.review_state = 'pending' and c.claimed_by is not null
            then now() + interval '5 minutes' end,
          last_edited_by = c.last_edited_by, decided_by = c.decided_by,
          decided_at = case when c.decided_by is not null then clock_timestamp() end
        from change c
        where i.batch_id = ${batchId} and i.seq = c.seq
        returning i.review_state, i.decided_at, i.cost
      ), moved as (
        select -1 as by, * from before union all select 1, * from after
      )
      insert into decision_buckets as bucket (starts_at, batch_id, approved, rejected, rejected_cost)
      select date_bin('15 minutes', decided_at, 'epoch'::timestamptz), ${batchId}::uuid,
        coalesce(sum(by) filter (where review_state = 'approved'), 0),
        coalesce(sum(by) filter (where review_state = 'rejected'), 0),
        coalesce(sum(by * cost) filter (where review_state = 'rejected'), 0)
      from moved where review_state in ('approved', 'rejected')
      group by 1 order by 1
      on conflict (starts_at, batch_id) do update set approved = bucket.approved + excluded.approved,
        rejected = bucket.rejected + excluded.rejected,
        rejected_cost = bucket.rejected_cost + excluded.rejected_cost`);
  }
}

/** Moves the counters of a batch by what its decisions changed. */
export async function moveReviewCounters(
  tx: Db,
  batchId: string,
  by: { pending: number; approved: number; rejected: number; escalated: number },
): Promise<void> {
  await tx.execute(sql`
    update batch_counters set review_pending = review_pending + ${by.pending},
      approved = approved + ${by.approved}, rejected = rejected + ${by.rejected},
      escalated = escalated + ${by.escalated}
    where batch_id = ${batchId} and slot = 0`);
}

export type DecisionRow = typeof reviewDecisions.$inferSelect;

/** Appends decisions to the log of all decisions. */
export async function insertDecisions(
  tx: Db,
  decisions: (typeof reviewDecisions.$inferInsert)[],
): Promise<void> {
  if (decisions.length > 0) await tx.insert(reviewDecisions).values(decisions);
}

/** Which of these requests the member has made before. */
export async function findRequests(tx: Db, memberId: string, requestIds: string[]): Promise<Set<string>> {
  if (requestIds.length === 0) return new Set();
  const rows = await tx
    .select({ requestId: reviewDecisions.requestId })
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.memberId, memberId), inArray(reviewDecisions.requestId, requestIds)));
  return new Set(rows.flatMap(({ requestId }) => requestId ?? []));
}

/** Everything ever decided on an item, oldest first. */
export async function readItemDecisions(tx: Db, batchId: string, seq: number): Promise<DecisionRow[]> {
  return tx
    .select()
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.batchId, batchId), eq(reviewDecisions.seq, seq)))
    .orderBy(reviewDecisions.id);
}

/** A decision of the member's, and whether it is still the last word on its item. */
export type OwnDecisionRow = DecisionRow & { isLatest: boolean };

/** The member's latest decisions, latest first, without the undoing ones. */
export async function readOwnDecisions(tx: Db, memberId: string, limit: number): Promise<OwnDecisionRow[]> {
  const later = alias(reviewDecisions, "later");
  const laterOnes = tx
    .select({ one: sql`1` })
    .from(later)
    .where(
      and(
        eq(later.batchId, reviewDecisions.batchId),
        eq(later.seq, reviewDecisions.seq),
        gt(later.id, reviewDecisions.id),
      ),
    );
  return tx
    .select({ ...getTableColumns(reviewDecisions), isLatest: sql<boolean>`not exists ${laterOnes}` })
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.memberId, memberId), ne(reviewDecisions.decision, "undo")))
    .orderBy(desc(reviewDecisions.at), desc(reviewDecisions.id))
    .limit(limit);
}
