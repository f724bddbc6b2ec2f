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

/** Calls that one chunk asks money for. */
export interface CallsOfChunk {
  chunk: OwnedChunk;
  calls: readonly CallToFund[];
}

/** What a claim gave, over all chunks that took part in it. */
export interface Claim {
  /** How many calls, from the first on, are funded and journalled; those of chunks not owned do not count. */
  granted: number;
  /** The numbers of the chunks that are still their claimers'. */
  owned: number[];
  /** Whether the batch lets calls be made at all. */
  running: boolean;
  /** Whether money is promised to calls in flight anywhere, not counting this claim. */
  inFlight: boolean;
}

/**
 * Reserves money for calls of one batch and journals them on their chunks, in one statement: as many, in order, as
 * fit under the batch's cap. Nothing is granted when the batch does not run, nor to a chunk with a new owner.
 */
export async function claimCalls(tx: Db, batchId: string, asked: readonly CallsOfChunk[]): Promise<Claim> {
  const calls = asked.flatMap(({ chunk: { number, fence }, calls: ofChunk }) =>
    ofChunk.map(({ key, amount }) => ({ number, fence, key, amount })),
  );
  // The lock on the batch makes its figures the newest there are, so that no two workers spend the same money.
  const [claim] = await tx.execute<{ [Key in keyof Claim]: Claim[Key] }>(sql`
    with asked as materialized (
      select * from rows from (jsonb_to_recordset(${JSON.stringify(calls)}::jsonb)
          as (number int, fence int, key text, amount numeric))
        with ordinality as call(number, fence, key, amount, position)
    ), owned as materialized (
      select number, fence from batch_chunks
      where batch_id = ${batchId} and state = 'running'
        and (number, fence) in (select number, fence from asked)
      order by number
      for update
    ), money as (
      select b.state, b.reserved, b.cap - b.spent - b.unknown_spend - b.reserved as free
      from batches b where b.id = ${batchId} and exists (select from owned)
      for update of b
    ), granted as materialized (
      select number, key, amount from (
        select a.number, key, amount, sum(amount) over (order by position) as together
        from asked a join owned on owned.number = a.number and owned.fence = a.fence
      ) candidate, money
      where money.state = 'running' and candidate.together <= money.free
    ), reserving as (
      update batches set reserved = reserved + (select sum(amount) from granted)
      where id = ${batchId} and exists (select from granted)
    ), journalling as (
      update batch_chunks c set started = c.started || journal.started, updated_at = now()
      from (select number, jsonb_object_agg(key, amount::text) as started from granted group by number) journal
      where c.batch_id = ${batchId} and c.number = journal.number
    )
    select (select count(*)::int from granted) as granted, array(select number from owned) as owned,
      coalesce((select state = 'running' from money), false) as running,
      coalesce((select reserved > 0 from money), false) as "inFlight"`);
  return claim ?? { granted: 0, owned: [], running: false, inFlight: false };
}
