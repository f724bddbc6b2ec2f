import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** What a member has decided since a moment, less what they took back. */
export interface ProgressRow {
  memberId: string;
  decided: number;
  approved: number;
  rejected: number;
  edited: number;
  escalated: number;
}

/** What members have decided since a moment, the most first: of one, or of all who have. */
export async function readReviewProgress(tx: Db, since: Date, memberId?: string): Promise<ProgressRow[]> {
  const who = memberId ? sql`where m.id = ${memberId}` : sql``;
  const rows = await tx.execute(sql`
    select m.id as "memberId", made.* from members m cross join lateral (
      select (count(*) filter (where kind in ('approve', 'reject', 'edit', 'escalate')))::int as decided,
        (count(*) filter (where kind = 'approve'))::int as approved,
        (count(*) filter (where kind = 'reject'))::int as rejected,
        (count(*) filter (where kind = 'edit'))::int as edited,
        (count(*) filter (where kind = 'escalate'))::int as escalated
      from (
        select d.decision as kind from review_decisions d
        where d.member_id = m.id and d.at >= ${since.toISOString()}::timestamptz
          -- Taking back is the last word on what it takes back.
          and d.decision <> 'undo' and not exists (
            select 1 from review_decisions u where u.batch_id = d.batch_id and u.seq = d.seq and u.id > d.id
              and u.decision = 'undo' and u.member_id = d.member_id
              and not exists (select 1 from review_decisions between_ where between_.batch_id = d.batch_id
                and between_.seq = d.seq and between_.id > d.id and between_.id < u.id))
      ) standing
    ) made ${who} ${memberId ? sql`` : sql`where made.decided > 0`}
    order by made.decided desc, m.id`);
  return rows as unknown as ProgressRow[];
}
