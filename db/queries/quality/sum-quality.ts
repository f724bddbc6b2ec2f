import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type DayRange, during } from "../spend/sum-spend.ts";

export type QualityDimension = "reviewer" | "template" | "model" | "language";

/** Which decisions: those of some days, and of one member where it says so. */
export interface QualityRange extends DayRange {
  memberId?: string | undefined;
}

const KEYS: Record<QualityDimension, SQL> = {
  reviewer: sql`q.member_id::text`,
  template: sql`(select b.template_id::text from batches b where b.id = q.batch_id)`,
  model: sql`q.model_id::text`,
  language: sql`q.language`,
};

/** Decisions of one kind and reason under one key. */
export interface DecisionSum {
  key: string;
  decision: "approve" | "reject" | "edit" | "escalate";
  reason: string;
  decisions: number;
}

/** The decisions that stand, by what the dimension tells apart, their kind and reason. */
export async function sumDecisions(
  tx: Db,
  range: QualityRange,
  dimension: QualityDimension,
): Promise<DecisionSum[]> {
  const rows = await tx.execute<DecisionSum & Record<string, unknown>>(sql`
    select ${KEYS[dimension]} as key, decision, reason, sum(decisions)::int as decisions
    from (select batch_id, model_id, member_id, language, decision, reason, sum(decisions) as decisions
      from quality_buckets where ${inRange(range)} group by 1, 2, 3, 4, 5, 6) q
    group by 1, 2, 3 having sum(decisions) > 0`);
  return [...rows];
}

/** Lengths of time of one kind in one bin under one key. */
export interface TimeSum {
  key: string;
  kind: "pace" | "pending" | "escalated";
  bin: number;
  decisions: number;
}

/** How long decisions took, and what they were about had waited, by what the dimension tells apart. */
export async function sumTimes(tx: Db, range: QualityRange, dimension: QualityDimension): Promise<TimeSum[]> {
  const rows = await tx.execute<TimeSum & Record<string, unknown>>(sql`
    select ${KEYS[dimension]} as key, kind, bin, sum(decisions)::int as decisions
    from (select batch_id, model_id, member_id, language, kind, bin, sum(decisions) as decisions
      from time_buckets where ${inRange(range)} group by 1, 2, 3, 4, 5, 6) q
    group by 1, 2, 3`);
  return [...rows];
}

/** Outputs that wait in each state at this moment, of all batches. */
export async function countWaiting(tx: Db): Promise<{ pending: number; escalated: number }> {
  const [row] = await tx.execute<{ pending: number; escalated: number }>(sql`
    select coalesce(sum(review_pending), 0)::int as pending, coalesce(sum(escalated), 0)::int as escalated
    from batch_counters`);
  return row ?? { pending: 0, escalated: 0 };
}

function inRange({ memberId, ...days }: QualityRange): SQL {
  const ofMember = memberId ? sql` and member_id = ${memberId}` : sql``;
  return sql`${during(days, sql`starts_at`)}${ofMember}`;
}
