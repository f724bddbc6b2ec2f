import { type SQL, sql } from "drizzle-orm";

/**
 * Whether at a moment the item `i` might be published by what became of its lot: it is in none, that was released for good,
 * or all of it is read.
 */
export function isOutOfLot(moment: SQL): SQL {
  return sql`(i.lot is null or exists (select 1 from lots l
    where l.batch_id = i.batch_id and l.number = i.lot and l.settled_at <= ${moment}))`;
}

/** Whether a publication `p` holds the approved item `i` of its batch; not what its channel did not take. */
export const HOLDS_ITEM = sql`p.cutoff_at >= coalesce(i.decided_at, i.ended_at)
  and ${isOutOfLot(sql`p.cutoff_at`)} and case
  when not p.listed then not exists (select 1 from publication_items held where held.publication_id = p.id and held.seq = i.seq
    and held.held_back)
  else exists (select 1 from publication_items held where held.publication_id = p.id and held.seq = i.seq) end
  and not exists (select 1 from publication_refusals refused where refused.publication_id = p.id and refused.seq = i.seq)`;
