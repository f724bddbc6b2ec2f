import { type SQL, sql } from "drizzle-orm";
import { IS_BLOCKED } from "#db/queries/review/open-blocks.ts";

/**
 * Whether nothing needs a batch `b` any more that was over before a moment: it makes nothing, nobody has to decide on
 * anything of it or correct a source, nothing is made anew, all that was approved is published, and nothing of this happened
 * since.
 */
export function isSettled(before: Date): SQL {
  const moment = sql`${before.toISOString()}::timestamptz`;
  return sql`(
    b.state in ('succeeded', 'failed', 'cancelled') and coalesce(b.finished_at, b.created_at) < ${moment}
    and not exists (select 1 from provider_batches p where p.batch_id = b.id and p.state <> 'done')
    and not exists (
      select 1 from publications p where p.batch_id = b.id
      and (p.status in ('queued', 'running') or coalesce(p.finished_at, p.created_at) >= ${moment}))
    and not exists (select 1 from decision_buckets d where d.batch_id = b.id and d.starts_at >= ${moment})
    and not exists (select 1 from batch_items i where i.batch_id = b.id and i.review_state = 'pending')
    and not exists (select 1 from batch_items i where i.batch_id = b.id and i.review_state = 'escalated')
    and not exists (select 1 from batch_items i where i.batch_id = b.id and i.review_state = 'in-lot')
    and not exists (select 1 from batch_items i where i.batch_id = b.id and i.route = 'fix-source')
    and not exists (select 1 from regenerations r where r.batch_id = b.id and r.state in ('queued', 'running'))
    and not exists (
      select 1 from batch_items i where i.batch_id = b.id and i.review_state = 'approved'
      and (${IS_BLOCKED} or greatest(i.decided_at, (
        select coalesce(l.settled_at, 'infinity') from lots l where l.batch_id = b.id and l.number = i.lot
      )) > coalesce((
        select max(p.cutoff_at) from publications p where p.batch_id = b.id and p.status = 'succeeded'
      ), '-infinity')))
  )`;
}
