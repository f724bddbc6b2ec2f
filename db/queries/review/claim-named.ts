import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/**
 * Claims these items of a batch for five minutes, those that can be: that wait, that nobody else holds, and that the member
 * neither wrote nor escalated. Also anew what the member holds already.
 */
export async function claimNamed(
  tx: Db,
  { batchId, memberId, seqs }: { batchId: string; memberId: string; seqs: readonly number[] },
): Promise<{ seq: number; token: number }[]> {
  const rows = await tx.execute<{ seq: number; token: number }>(sql`
    with free as (
      select batch_id, seq from batch_items
      where batch_id = ${batchId} and seq in ${[...seqs]}
        and (review_state = 'pending' or (review_state = 'escalated' and decided_by is distinct from ${memberId}))
        and (claim_expires_at is null or claim_expires_at < now() or claimed_by = ${memberId})
        and last_edited_by is distinct from ${memberId} and ${memberId}::uuid <> all (authors)
      order by seq for update skip locked
    )
    update batch_items i
    set claimed_by = ${memberId}, claim_token = i.claim_token + 1, claim_expires_at = now() + interval '5 minutes'
    from free where i.batch_id = ${batchId} and i.seq = free.seq
    returning i.seq, i.claim_token as token`);
  return [...rows];
}
