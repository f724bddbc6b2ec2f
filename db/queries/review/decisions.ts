import { and, desc, eq, getTableColumns, gt, inArray, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "#db/client.ts";
import { HOLDS_ITEM } from "#db/queries/publishing/holds-item.ts";
import { countDecisions } from "#db/queries/quality/count-decisions.ts";
import { reviewDecisions, type StoredReviewPlan } from "#db/schema/review.ts";
import { countDecided } from "./count-decided.ts";
import { OPEN_BLOCKS } from "./open-blocks.ts";

/** An item under decision, locked until the transaction ends. */
export interface LockedItemRow {
  batchId: string;
  seq: number;
  rowNumber: number;
  language: string;
  reviewState: "none" | "in-lot" | "pending" | "approved" | "rejected" | "escalated";
  output: Record<string, unknown> | null;
  outputVersion: number;
  claimedBy: string | null;
  claimToken: number;
  isLeaseOver: boolean;
  lastEditedBy: string | null;
  authors: string[];
  decidedBy: string | null;
  decidedAt: string | null;
  /** What approved it where no person did. */
  passedBy: "plan" | "lot" | null;
  /** Who has decided on it while it still waits for another's decision. */
  reviewers: string[];
  lot: number | null;
  launchedBy: string;
  reviewPlan: StoredReviewPlan;
  reviewSeed: number;
  isPublished: boolean;
  /** Where it goes, of a rejected one. */
  route: "regenerate" | "fix-source" | "drop" | null;
  /** Kinds of check that block it and that nobody has overridden. */
  openBlocks: string[];
  /** Whether a new version of it is under way. */
  isRegenerating: boolean;
  /** Whether its template uses approved texts again, and whether it is one itself. */
  hasMemory: boolean;
  isRemembered: boolean;
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

/**
 * Keeps the counters that decisions move from being locked by others meanwhile, beside whoever else does so: what is
 * written then is wholly before or after a publication's cut-off.
 */
export async function shareReviewCounters(tx: Db, batchId: string): Promise<void> {
  await tx.execute(
    sql`insert into batch_counters (batch_id, slot) values (${batchId}, 0) on conflict do nothing`,
  );
  await tx.execute(sql`select 1 from batch_counters where batch_id = ${batchId} and slot = 0 for share`);
}

/** The named items, locked in key order; those that do not exist or have nothing to review are left out. */
export async function lockItems(tx: Db, items: { batchId: string; seq: number }[]): Promise<LockedItemRow[]> {
  const found: LockedItemRow[] = [];
  const seqsByBatch = Map.groupBy(items, (item) => item.batchId);
  for (const batchId of [...seqsByBatch.keys()].sort()) {
    const seqs = `{${(seqsByBatch.get(batchId) ?? []).map(({ seq }) => seq).join(",")}}`;
    const rows = await tx.execute(sql`
      select i.batch_id as "batchId", i.seq, i.row_number as "rowNumber", i.language, i.review_state as "reviewState", i.output,
        i.output_version as "outputVersion", i.claimed_by as "claimedBy", i.claim_token as "claimToken",
        coalesce(i.claim_expires_at < now(), true) as "isLeaseOver", i.last_edited_by as "lastEditedBy", i.authors,
        i.decided_by as "decidedBy", i.decided_at as "decidedAt", i.passed_by as "passedBy",
        i.reviewers, i.lot, b.launched_by as "launchedBy", b.review_plan as "reviewPlan",
        b.review_seed as "reviewSeed",
        exists (select 1 from publications p where p.batch_id = i.batch_id and p.status not in ('failed', 'cancelled')
          and ${HOLDS_ITEM}) as "isPublished",
        i.route, ${OPEN_BLOCKS} as "openBlocks",
        exists (select from regenerations r where r.batch_id = i.batch_id and r.seq = i.seq
          and r.state in ('queued', 'running')) as "isRegenerating",
        exists (select from template_versions v where v.id = b.template_version_id and v.memory is not null)
          as "hasMemory",
        i.checks @> '[{"kind":"memory"}]' as "isRemembered"
      from batch_items i join batches b on b.id = i.batch_id
      where i.batch_id = ${batchId} and i.seq = any(${seqs}::int[]) and i.review_state not in ('none', 'in-lot')
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
  authors: readonly string[];
  decidedBy: string | null;
  reviewers: readonly string[];
  route: string | null;
  /** What making it anew has cost and taken. */
  added?: { cost: string; attempts: number };
  /** Of the values that its output was made anew from; where there is none, it stays as it is. */
  rowDigest?: string | null;
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
        authors: change.authors,
        decided_by: change.decidedBy,
        reviewers: change.reviewers,
        route: change.route,
        added_cost: change.added?.cost ?? "0",
        added_attempts: change.added?.attempts ?? 0,
        row_digest: change.rowDigest ?? null,
      })),
    );
    await tx.execute(sql`
      with change as materialized (
        select * from jsonb_to_recordset(${json}::jsonb) as c(seq int, review_state text, output jsonb,
          output_version int, claimed_by uuid, claim_token int, last_edited_by uuid, authors uuid[], decided_by uuid,
          reviewers uuid[], route text, added_cost numeric, added_attempts int, row_digest text)
      ), before as materialized (
        select seq, review_state, decided_at, cost from batch_items
        where batch_id = ${batchId} and seq in (select seq from change)
      ), after as (
        update batch_items i set review_state = c.review_state, output = c.output,
          output_version = c.output_version, claimed_by = c.claimed_by, claim_token = c.claim_token,
          claim_expires_at = case when c.review_state in ('pending', 'escalated') and c.claimed_by is not null
            then now() + interval '5 minutes' end,
          last_edited_by = c.last_edited_by, authors = c.authors, decided_by = c.decided_by,
          reviewers = c.reviewers, passed_by = null, row_digest = coalesce(c.row_digest, i.row_digest),
          route = c.route, cost = i.cost + c.added_cost, attempts = i.attempts + c.added_attempts,
          decided_at = case when c.decided_by is not null then clock_timestamp() end
        from change c
        where i.batch_id = ${batchId} and i.seq = c.seq
        returning i.seq, i.review_state, i.decided_at, i.cost
      ), moved as (
        select -1 as by, * from before union all select 1, * from after
      ), ${countDecided(batchId)}
      select 1`);
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

/** Appends decisions to the log of all decisions, and counts them. */
export async function insertDecisions(
  tx: Db,
  decisions: (typeof reviewDecisions.$inferInsert)[],
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.insert(reviewDecisions).values(decisions);
  await countDecisions(tx, decisions);
}

/** Which of these requests the member has made before, with the digest of what was asked; older ones have none. */
export async function findRequests(
  tx: Db,
  memberId: string,
  requestIds: string[],
): Promise<Map<string, string | null>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tx
    .select({ requestId: reviewDecisions.requestId, digest: reviewDecisions.requestDigest })
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.memberId, memberId), inArray(reviewDecisions.requestId, requestIds)));
  return new Map(rows.flatMap(({ requestId, digest }) => (requestId ? [[requestId, digest] as const] : [])));
}

/** Everything ever decided on an item, oldest first. */
export async function readItemDecisions(tx: Db, batchId: string, seq: number): Promise<DecisionRow[]> {
  return tx
    .select()
    .from(reviewDecisions)
    .where(and(eq(reviewDecisions.batchId, batchId), eq(reviewDecisions.seq, seq)))
    .orderBy(reviewDecisions.id);
}

/** Why each of these items of a batch was rejected last, where that was not taken back; none of one that never was. */
export async function readLastRejections(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, { reason: string | null; note: string | null }>> {
  const rows = await tx.execute<{ seq: number; reason: string | null; note: string | null }>(sql`
    select distinct on (d.seq) d.seq, d.reason, d.note from review_decisions d
    where d.batch_id = ${batchId} and d.seq in ${[...seqs]} and d.decision = 'reject'
      and (select n.decision from review_decisions n where n.batch_id = d.batch_id and n.seq = d.seq and n.id > d.id
        order by n.id limit 1) is distinct from 'undo'
    order by d.seq, d.id desc`);
  return new Map(rows.map(({ seq, reason, note }) => [seq, { reason, note }]));
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
