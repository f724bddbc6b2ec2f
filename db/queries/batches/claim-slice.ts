import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** A chunk as its owner knows it; `fence` rises with every owner. */
export interface OwnedChunk {
  batchId: string;
  number: number;
  fence: number;
}

/** One call about to be made: its key in the journal and the most it may cost. */
export interface CallToFund {
  key: string;
  amount: string;
}

/** What a claim gave. */
export interface Claim {
  /** How many of the calls, from the first on, are funded and journalled. */
  granted: number;
  /** Whether the chunk is still its claimer's. */
  owned: boolean;
  /** Whether the batch lets calls be made at all. */
  running: boolean;
  /** Whether money is promised to calls in flight anywhere, not counting this claim. */
  inFlight: boolean;
}

/**
 * Reserves money for calls and journals them on their chunk, in one statement: as many, in order, as fit under
 * the batch's cap. Nothing is granted when the batch does not run or the chunk has a new owner.
 */
export async function claimSlice(tx: Db, chunk: OwnedChunk, calls: readonly CallToFund[]): Promise<Claim> {
  // The lock on the batch makes its figures the newest there are, so that no two workers spend the same money.
  const [claim] = await tx.execute<{ [Key in keyof Claim]: Claim[Key] }>(sql`
    with owned as (
      select batch_id from batch_chunks
      where batch_id = ${chunk.batchId} and number = ${chunk.number} and fence = ${chunk.fence}
        and state = 'running'
      for update
    ), money as (
      select b.state, b.reserved, b.cap - b.spent - b.unknown_spend - b.reserved as free
      from batches b join owned on owned.batch_id = b.id
      for update of b
    ), granted as (
      select key, amount from (
        select key, amount, sum(amount) over (order by position) as together
        from rows from (jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as (key text, amount numeric))
          with ordinality as call(key, amount, position)
      ) asked, money
      where money.state = 'running' and asked.together <= money.free
    ), reserving as (
      update batches set reserved = reserved + (select sum(amount) from granted)
      where id = ${chunk.batchId} and exists (select from granted)
    ), journalling as (
      update batch_chunks
      set started = started || (select jsonb_object_agg(key, amount::text) from granted), updated_at = now()
      where batch_id = ${chunk.batchId} and number = ${chunk.number} and exists (select from granted)
    )
    select (select count(*)::int from granted) as granted, exists (select from owned) as owned,
      coalesce((select state = 'running' from money), false) as running,
      coalesce((select reserved > 0 from money), false) as "inFlight"`);
  return claim ?? { granted: 0, owned: false, running: false, inFlight: false };
}
