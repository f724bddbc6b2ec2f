import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { hasReached } from "#db/queries/spend/budget-alerts.ts";
import { beginDueMonths } from "#db/queries/spend/budgets.ts";
import { askedModels } from "./language-model.ts";

/** A chunk as its owner knows it; `fence` rises with every owner. */
export interface OwnedChunk {
  batchId: string;
  number: number;
  fence: number;
}

/** One call about to be made: its key in the journal and the most it may cost. */
export interface CallToReserve {
  key: string;
  amount: string;
}

/** Calls that one chunk asks money for. */
export interface CallsOfChunk {
  chunk: OwnedChunk;
  calls: readonly CallToReserve[];
}

/** A chunk and its owner: a process may hold a chunk that it lost beside the same one that it took anew. */
export function ownerKey({ number, fence }: Pick<OwnedChunk, "number" | "fence">): string {
  return `${number}.${fence}`;
}

/** What a wish to reserve gave, over all chunks that took part in it. */
export interface ReservedCalls {
  /** How many calls, from the first on, are reserved and journalled; those of chunks not owned do not count. */
  granted: number;
  /** The chunks that still belong to whoever asked, as `ownerKey` writes them. */
  owned: string[];
  /** Whether the batch lets calls be made at all. */
  running: boolean;
  /** Whether money is promised to calls in flight anywhere, not counting this one. */
  inFlight: boolean;
  /** The budget above the batch that has less left than the first call may cost, if it is that and not the cap. */
  lacking: string | null;
}

/**
 * Reserves money for calls of one batch and journals them on their chunks, in one statement: as many, in order, as
 * fit under the batch's cap and under every budget above it. Nothing is granted when the batch does not run, nor to a
 * chunk with a new owner.
 */
export async function reserveCalls(
  tx: Db,
  batchId: string,
  asked: readonly CallsOfChunk[],
): Promise<ReservedCalls> {
  if (!budgetsAreSet) {
    const reserved = await tryToReserve(tx, batchId, asked, NO_BUDGETS);
    if (!reserved.hasBudgets) return reserved;
    budgetsAreSet = true;
  }
  let reserved = await tryToReserve(tx, batchId, asked, BUDGETS_ABOVE);
  if (reserved.monthOver) {
    await beginDueMonths(tx);
    reserved = await tryToReserve(tx, batchId, asked, BUDGETS_ABOVE);
  }
  budgetsAreSet = reserved.hasBudgets;
  return reserved;
}

/**
 * Whether any budget was set when this process last looked. Where none is, a reservation spares the database the thought of
 * them; where that is no longer so, it grants nothing and says so.
 */
let budgetsAreSet = false;

interface Tried extends ReservedCalls {
  hasBudgets: boolean;
  /** A budget's month is over and its next one has not begun. */
  monthOver: boolean;
}

/**
 * The budgets that a batch's calls reserve on are kept with it while anything is reserved, so that what is given
 * back is given back where it was taken: where they are others by now, nothing is granted before all is settled.
 */
const BUDGETS_ABOVE = {
  bounds: sql`above as materialized (
      select g.id, g.name, g.period_end <= now() as is_over,
        case when ${hasReached(sql`g`, "stop")} then least(0, g.amount - g.spent - g.unknown_spend - g.reserved)
          else g.amount - g.spent - g.unknown_spend - g.reserved end as free
      from budgets g join money on g.currency = money.currency
      where g.archived_at is null and case g.scope_kind when 'all' then true
        when 'template' then g.scope_id = money.template_id
        when 'model' then g.scope_id = any(money.model_ids)
        when 'person' then g.scope_id = money.launched_by end
      order by g.id
      for update of g
    ), bounds as materialized (
      select coalesce(array_agg(id order by id), '{}') as ids, min(free) as free,
        not coalesce(bool_or(is_over), false) as may_grant
      from above
    )`,
  reserving: sql`reserving_above as (
      update budgets set reserved = reserved + (select sum(amount) from granted)
      where id in (select id from above) and exists (select from granted)
    ),`,
  lacking: sql`(select name from above where free < (select amount from asked order by position limit 1)
        and free <= (select free from money) order by free limit 1)`,
  monthOver: sql`coalesce((select not may_grant from bounds), false)`,
};

const NO_BUDGETS = {
  bounds: sql`bounds as (
      select '{}'::uuid[] as ids, null::numeric as free,
        not exists (select from budgets where archived_at is null) as may_grant
    )`,
  reserving: sql``,
  lacking: sql`null`,
  monthOver: sql`false`,
};

async function tryToReserve(
  tx: Db,
  batchId: string,
  asked: readonly CallsOfChunk[],
  above: typeof BUDGETS_ABOVE,
): Promise<Tried> {
  const calls = asked.flatMap(({ chunk: { number, fence }, calls: ofChunk }) =>
    ofChunk.map(({ key, amount }) => ({ number, fence, key, amount })),
  );
  // The locks, chunks before the batch before budgets, make the figures the newest there are, so that no two workers
  // spend the same money.
  const [reserved] = await tx.execute<{ [Key in keyof Tried]: Tried[Key] }>(sql`
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
    ), money as materialized (
      select b.state, b.reserved, b.budget_ids, b.currency, b.template_id, b.launched_by,
        ${askedModels(sql`b`)} as model_ids, b.cap - b.spent - b.unknown_spend - b.reserved as free
      from batches b where b.id = ${batchId} and exists (select from owned)
      for update of b
    ), ${above.bounds}, granted as materialized (
      select number, key, amount from (
        select a.number, key, amount, sum(amount) over (order by position) as together
        from asked a join owned on owned.number = a.number and owned.fence = a.fence
      ) candidate, money, bounds
      where money.state = 'running' and candidate.together <= least(money.free, bounds.free)
        and bounds.may_grant and (money.reserved = 0 or money.budget_ids = bounds.ids)
    ), reserving as (
      update batches set reserved = reserved + (select sum(amount) from granted),
        budget_ids = (select ids from bounds)
      where id = ${batchId} and exists (select from granted)
    ), ${above.reserving} journalling as (
      update batch_chunks c set started = c.started || journal.started, updated_at = now()
      from (select number, jsonb_object_agg(key, amount::text) as started from granted group by number) journal
      where c.batch_id = ${batchId} and c.number = journal.number
    )
    select (select count(*)::int from granted) as granted, array(select number || '.' || fence from owned) as owned,
      coalesce((select state = 'running' from money), false) as running,
      coalesce((select reserved > 0 from money), false) as "inFlight",
      ${above.lacking} as lacking, ${above.monthOver} as "monthOver",
      exists (select from budgets where archived_at is null) as "hasBudgets"`);
  return reserved ?? NOTHING_CLAIMED;
}

const NOTHING_CLAIMED: Tried = {
  granted: 0,
  owned: [],
  running: false,
  inFlight: false,
  lacking: null,
  hasBudgets: false,
  monthOver: false,
};
