import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { OPEN_BLOCKS } from "./open-blocks.ts";
import { IS_TRY } from "./regenerations.ts";

/** One item with all that review knows of it. */
export interface ReviewItemRow {
  batchId: string;
  seq: number;
  rowNumber: number;
  language: string;
  reviewState: "pending" | "approved" | "rejected" | "escalated";
  output: Record<string, unknown>;
  checks: VerdictRow[];
  outputVersion: number;
  claimedBy: string | null;
  claimToken: number;
  claimExpiresAt: string | null;
  lastEditedBy: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  checkedVersion: number;
  endedAt: string;
  route: "regenerate" | "fix-source" | "drop" | null;
  launchedBy: string;
  authors: string[];
  openBlocks: string[];
  tries: number;
}

/** The item, read without a lock; `null` when there is none or nothing of it to review. */
export async function findReviewItem(tx: Db, batchId: string, seq: number): Promise<ReviewItemRow | null> {
  const rows = await tx.execute(sql`
    select i.batch_id as "batchId", i.seq, i.row_number as "rowNumber", i.language,
      i.review_state as "reviewState", i.output, i.checks, i.output_version as "outputVersion",
      i.claimed_by as "claimedBy", i.claim_token as "claimToken", i.claim_expires_at as "claimExpiresAt",
      i.last_edited_by as "lastEditedBy", i.decided_by as "decidedBy", i.decided_at as "decidedAt",
      i.checked_version as "checkedVersion", i.ended_at as "endedAt", i.route, i.authors, ${OPEN_BLOCKS} as "openBlocks",
      (select launched_by from batches where id = i.batch_id) as "launchedBy",
      (select count(*)::int from regenerations r where r.batch_id = i.batch_id and r.seq = i.seq and ${IS_TRY}) as tries
    from batch_items i
    where i.batch_id = ${batchId} and i.seq = ${seq} and i.review_state <> 'none'`);
  return (rows[0] as unknown as ReviewItemRow) ?? null;
}
