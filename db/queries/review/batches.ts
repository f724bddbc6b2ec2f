import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** A batch as reviewers see it: how much of it waits for them. */
export interface ReviewBatchRow {
  batchId: string;
  name: string;
  launchedBy: string;
  createdAt: string;
  simulated: boolean;
  pending: number;
  escalated: number;
  approved: number;
  rejected: number;
}

/** Batches with something to review, oldest first; `batchId` asks for that one, whatever its counts. */
export async function readReviewBatches(tx: Db, limit: number, batchId?: string): Promise<ReviewBatchRow[]> {
  const which = batchId ? sql`where b.id = ${batchId}` : sql``;
  const waiting = batchId ? sql`` : sql`having sum(c.review_pending) + sum(c.escalated) > 0`;
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, b.launched_by as "launchedBy", b.created_at as "createdAt", b.simulated,
      coalesce(sum(c.review_pending), 0)::int as pending, coalesce(sum(c.escalated), 0)::int as escalated,
      coalesce(sum(c.approved), 0)::int as approved, coalesce(sum(c.rejected), 0)::int as rejected
    from batches b left join batch_counters c on c.batch_id = b.id ${which}
    group by b.id ${waiting} order by b.created_at, b.id limit ${limit}`);
  return rows as unknown as ReviewBatchRow[];
}

/** Items of these batches that the member holds at this moment, by batch. */
export async function countClaims(
  tx: Db,
  memberId: string,
  batchIds: string[],
): Promise<Map<string, number>> {
  if (batchIds.length === 0) return new Map();
  const rows = await tx.execute(sql`
    select batch_id as "batchId", count(*)::int as held from batch_items
    where batch_id in ${batchIds} and review_state = 'pending' and claimed_by = ${memberId}
      and claim_expires_at >= now()
    group by batch_id`);
  return new Map((rows as unknown as { batchId: string; held: number }[]).map((r) => [r.batchId, r.held]));
}

/** What a reviewer needs to know of the run behind an item. */
export interface ReviewContextRow {
  batchId: string;
  name: string;
  launchedBy: string;
  simulated: boolean;
  datasetId: string;
  columns: { name: string }[];
  inputs: { name: string }[];
  outputs: unknown[];
  sections: { requirements?: string };
  templateName: string;
  versionNumber: number | null;
}

/** The run behind each of these batches. */
export async function readReviewContexts(tx: Db, batchIds: string[]): Promise<ReviewContextRow[]> {
  if (batchIds.length === 0) return [];
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, b.launched_by as "launchedBy", b.simulated,
      b.dataset_id as "datasetId", coalesce(d.columns, '[]') as columns, v.inputs, v.outputs, v.sections,
      t.name as "templateName", v.number as "versionNumber"
    from batches b
      join template_versions v on v.id = b.template_version_id
      join templates t on t.id = v.template_id
      left join datasets d on d.id = b.dataset_id
    where b.id in ${batchIds}`);
  return rows as unknown as ReviewContextRow[];
}
