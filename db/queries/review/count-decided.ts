import { type SQL, sql } from "drizzle-orm";
import { modelInLanguage } from "../batches/language-model.ts";

/**
 * Parts of a `with`, after one named `moved` with `by` (1: it stands so now, -1: it stood so before), `seq`,
 * `review_state`, `decided_at` and `cost` of items of a batch: counts what stands decided in the quarter of an hour in
 * which it was, each for the model that made it and its cost for those that were paid.
 */
export function countDecided(batchId: string): SQL {
  return sql`run as (
      select model_id, language_model_ids, languages, fallback_model_id is not null as has_fallback
      from batches where id = ${batchId}
    ), paid as (
      -- An item left its decision with what it had cost by then.
      select moved.by, moved.seq, a.model_id, sum(a.cost) as cost,
        bool_or(a.id = (select l.id from attempts l
          where l.run_id = ${batchId} and l.seq = moved.seq and l.kind = 'settled'
            and (moved.by = 1 or l.at <= moved.decided_at) order by l.id desc limit 1)) as is_maker
      from moved join run on run.has_fallback
        join attempts a on a.run_id = ${batchId} and a.seq = moved.seq and a.kind = 'settled'
          and (moved.by = 1 or a.at <= moved.decided_at)
      group by 1, 2, 3
    ), parts as (
      select by, review_state, decided_at, paid.model_id, paid.is_maker::int as items, paid.cost
      from moved join paid using (by, seq)
      union all
      select by, review_state, decided_at,
        ${modelInLanguage(sql`run`, sql`run.languages[1 + moved.seq % cardinality(run.languages)]`)}, 1, cost
      from moved, run where not exists (select 1 from paid where paid.by = moved.by and paid.seq = moved.seq)
    ), counted as (
      insert into decision_buckets as bucket (starts_at, batch_id, model_id, approved, rejected, rejected_cost)
      select date_bin('15 minutes', decided_at, 'epoch'::timestamptz), ${batchId}::uuid, model_id,
        coalesce(sum(by * items) filter (where review_state = 'approved'), 0),
        coalesce(sum(by * items) filter (where review_state = 'rejected'), 0),
        coalesce(sum(by * cost) filter (where review_state = 'rejected'), 0)
      from parts where review_state in ('approved', 'rejected')
      group by 1, 3 order by 1, 3
      on conflict (starts_at, batch_id, model_id) do update set approved = bucket.approved + excluded.approved,
        rejected = bucket.rejected + excluded.rejected,
        rejected_cost = bucket.rejected_cost + excluded.rejected_cost
    )`;
}
