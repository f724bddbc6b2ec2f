import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { during } from "../spend/sum-spend.ts";
import type { QualityRange } from "./sum-quality.ts";

/** Decisions made with what the checks had found in sight, or without, and how many of them found fault. */
export interface HighlightingSum {
  blind: boolean;
  decisions: number;
  /** Rejected or edited. */
  objected: number;
}

/**
 * Sums the decisions of some days in batches whose plan hides findings on a half that is drawn: by whether they were hidden.
 * One that was taken back at once is left out.
 */
export async function sumHighlighting(
  tx: Db,
  range: Omit<QualityRange, "memberId">,
): Promise<HighlightingSum[]> {
  const rows = await tx.execute<{ blind: boolean; decisions: number; objected: number }>(sql`
    select d.blind, count(*)::int as decisions, (count(*) filter (where d.decision <> 'approve'))::int as objected
    from review_decisions d join batches b on b.id = d.batch_id
    where b.review_plan->>'blind' = 'true' and d.decision in ('approve', 'reject', 'edit')
      and ${during(range, sql`d.at`)}
      and (select n.decision from review_decisions n
        where n.batch_id = d.batch_id and n.seq = d.seq and n.id > d.id order by n.id limit 1)
        is distinct from 'undo'
    group by 1`);
  return [...rows];
}
