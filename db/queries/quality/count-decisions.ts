import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { modelInLanguage } from "../batches/language-model.ts";
import { timeBin } from "./time-bins.ts";

/** A decision sooner after the one before was not read for, and one later followed a break: neither says what pace is. */
const PACE_SECONDS = { least: 0.25, most: 300 };

/**
 * Adds decisions that were just made, in their own transaction, to the sums that figures of quality are read from; one
 * that takes another back takes that out. What was decided together took its share of the time since the last.
 */
export async function countDecisions(
  tx: Db,
  decisions: readonly { id: string; batchId: string }[],
): Promise<void> {
  if (decisions.length === 0) return;
  const ids = decisions.map(({ id }) => id);
  const batchIds = [...new Set(decisions.map(({ batchId }) => batchId))];
  await tx.execute(sql`
    with made as materialized (
      select d.id, d.at, d.batch_id, d.seq, d.member_id, d.decision, d.reason, before.decision as before_decision,
        before.reason as before_reason, before.at as before_at, before.member_id as before_member_id,
        b.languages[1 + d.seq % cardinality(b.languages)] as language,
        coalesce(case when b.fallback_model_id is not null then (select a.model_id from attempts a
          where a.run_id = d.batch_id and a.seq = d.seq and a.kind = 'settled' order by a.id desc limit 1) end,
          ${modelInLanguage(sql`b`, sql`b.languages[1 + d.seq % cardinality(b.languages)]`)}) as model_id, i.ended_at
      from review_decisions d join batches b on b.id = d.batch_id
        left join batch_items i on i.batch_id = d.batch_id and i.seq = d.seq and i.batch_id in ${batchIds}
        left join lateral (select * from review_decisions e
          where e.batch_id = d.batch_id and e.seq = d.seq and e.id < d.id order by e.id desc limit 1) before on true
      -- A number past the last item is a probe's: what is decided on it says nothing of an output.
      where d.id in ${ids} and d.seq < b.row_count * cardinality(b.languages)
    ), counted as (
      select 1 as by, at, batch_id, model_id, member_id, language, decision, coalesce(reason, '') as reason from made
      where decision in ('approve', 'reject', 'edit', 'escalate')
      union all
      select -1, before_at, batch_id, model_id, before_member_id, language, before_decision, coalesce(before_reason, '')
      from made
      where decision = 'undo' and before_decision in ('approve', 'reject', 'edit', 'escalate')
    ), summed as (
      insert into quality_buckets as bucket
        (starts_at, batch_id, model_id, member_id, language, decision, reason, decisions)
      select date_bin('15 minutes', at, 'epoch'::timestamptz), batch_id, model_id, member_id, language, decision, reason,
        sum(by)
      from counted group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
      on conflict (starts_at, batch_id, model_id, member_id, language, decision, reason)
        do update set decisions = bucket.decisions + excluded.decisions
    ), timed as (
      select made.*, 'pace' as kind, extract(epoch from made.at - last.at) / count(*) over (partition by made.member_id)
        as seconds
      from made join lateral (select e.at from review_decisions e
        where e.member_id = made.member_id and e.id not in ${ids} and e.at <= made.at order by e.at desc limit 1) last
        on true
      where made.decision in ('approve', 'reject', 'edit', 'escalate')
      union all
      select made.*, case before_decision when 'escalate' then 'escalated' else 'pending' end,
        extract(epoch from at - coalesce(before_at, ended_at))
      from made
      where decision in ('approve', 'reject', 'edit', 'escalate') and coalesce(before_at, ended_at) is not null
    )
    insert into time_buckets as bucket (starts_at, batch_id, model_id, member_id, language, kind, bin, decisions)
    select date_bin('15 minutes', at, 'epoch'::timestamptz), batch_id, model_id, member_id, language, kind,
      ${timeBin(sql`seconds`)}, count(*)
    from timed where kind <> 'pace' or seconds between ${PACE_SECONDS.least} and ${PACE_SECONDS.most}
    group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
    on conflict (starts_at, batch_id, model_id, member_id, language, kind, bin)
      do update set decisions = bucket.decisions + excluded.decisions`);
}
