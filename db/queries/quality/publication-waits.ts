import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type DayRange, during } from "../spend/sum-spend.ts";
import { timeBin } from "./time-bins.ts";

/**
 * How long outputs that were published in these days had been approved, by bin of time: from the quarter of an hour they
 * were approved in to their cut-off.
 */
export async function sumPublicationWaits(
  tx: Db,
  days: DayRange,
): Promise<{ bin: number; decisions: number }[]> {
  const rows = await tx.execute<{ bin: number; decisions: number }>(sql`
    select ${timeBin(sql`extract(epoch from cut.cutoff_at - q.starts_at - interval '7.5 minutes')`)} as bin,
      sum(q.decisions)::int as decisions
    from (select batch_id, cutoff_at, lag(cutoff_at, 1, '-infinity') over (partition by batch_id order by cutoff_at) as before
        from publications where status not in ('failed', 'cancelled')) cut
      join quality_buckets q on q.batch_id = cut.batch_id and q.decision = 'approve' and q.reason = ''
        and q.starts_at > cut.before and q.starts_at < cut.cutoff_at
    where ${during(days, sql`cut.cutoff_at`)}
    group by 1 having sum(q.decisions) > 0`);
  return [...rows];
}

/** Outputs that are approved and in no publication, of all batches whose outputs are still there. */
export async function countUnpublished(tx: Db): Promise<number> {
  // One that takes all has what those before it had.
  const [row] = await tx.execute<{ count: number }>(sql`
    select coalesce(sum(greatest(approved - published, 0)), 0)::int as count
    from (
      select (select sum(c.approved) from batch_counters c where c.batch_id = b.id) as approved,
        coalesce((select sum(p.item_count) from publications p
          where p.batch_id = b.id and p.status not in ('failed', 'cancelled') and p.cutoff_at >= coalesce((select max(a.cutoff_at)
            from publications a where a.batch_id = b.id and a.status not in ('failed', 'cancelled') and not a.listed), '-infinity')), 0) as published
      from batches b where b.outputs_removed_at is null
        and exists (select from batch_counters c where c.batch_id = b.id and c.approved > 0)
    ) batch`);
  return row?.count ?? 0;
}
