import { eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { launchApprovals } from "#db/schema/batches.ts";
import { prices } from "#db/schema/models.ts";

export type ApprovalRow = typeof launchApprovals.$inferSelect;

/** Keeps that a launch waits for somebody else's word, why, and what its cost was reckoned with. */
export async function insertApproval(
  tx: Db,
  approval: Pick<ApprovalRow, "batchId" | "reasons" | "priceIds">,
): Promise<void> {
  await tx.insert(launchApprovals).values(approval);
}

/** Keeps what was decided on a launch. The caller holds its batch, which waited until now. */
export async function decideApproval(
  tx: Db,
  batchId: string,
  decision: { decision: "approved" | "refused"; decidedBy: string; note: string | null },
): Promise<void> {
  await tx
    .update(launchApprovals)
    .set({ ...decision, decidedAt: sql`now()` })
    .where(eq(launchApprovals.batchId, batchId));
}

/** What a launch waited or waits for. */
export interface KnownApproval extends ApprovalRow {
  decidedByName: string | null;
  /** Whether another price of a model of its holds now than it was reckoned with. */
  priceChanged: boolean;
}

/** What of these batches waited or wait for somebody's word, by batch. */
export async function findApprovals(tx: Db, batchIds: string[]): Promise<Map<string, KnownApproval>> {
  if (batchIds.length === 0) return new Map();
  const rows = await tx
    .select({
      approval: launchApprovals,
      decidedByName: members.name,
      priceChanged: sql<boolean>`exists (
        select from ${prices} old join ${prices} newer on newer.model_id = old.model_id
          and newer.effective_from <= now() and (newer.effective_from, newer.id) > (old.effective_from, old.id)
        where old.id = any(${launchApprovals.priceIds}))`,
    })
    .from(launchApprovals)
    .leftJoin(members, eq(members.id, launchApprovals.decidedBy))
    .where(inArray(launchApprovals.batchId, batchIds));
  return new Map(rows.map(({ approval, ...more }) => [approval.batchId, { ...approval, ...more }]));
}
