import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type KeptAnswer, keepAnswers } from "#db/queries/kept-answers.ts";
import { countDecided } from "#db/queries/review/count-decided.ts";
import { shareReviewCounters } from "#db/queries/review/decisions.ts";
import { chargeBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts, type NewAttempt } from "#db/queries/spend.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import type { StoredProgress } from "#db/schema/progress.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { appendSteps, type EndedStepRow } from "./item-steps.ts";

/** A reserved call that is over: what was promised for it and what became of the promise. */
export interface ClosedCall {
  key: string;
  reserved: string;
  spent: string;
  unknown: string;
  inputTokens: number;
  outputTokens: number;
  /** It was not made: an identical one had been answered. */
  cacheHit?: 1 | undefined;
}

/** An item that has ended. */
export interface EndedItem {
  seq: number;
  rowNumber: number;
  language: string;
  state: "succeeded" | "failed" | "skipped";
  output: Record<string, unknown> | null;
  failureGroup: string | null;
  failure: StoredFailure | null;
  cost: string;
  attempts: number;
  /** `approved`: its batch's plan let it pass unread. */
  reviewState: "none" | "in-lot" | "pending" | "approved";
  /** What the checks say of it. */
  checks: VerdictRow[];
  /** By which it is assigned to reviewers, where its batch asks for that. */
  category?: string | null;
  /** Of the values that its output was made from; `null` without one. */
  rowDigest: string | null;
}

/** What an item that goes back unfinished takes along. */
export interface CarriedItem extends StoredProgress {
  /** It was put into another chunk: this one has nothing more to do with it. */
  moved?: true;
}

/** What happened to one item of a chunk, to be written together or not at all. */
export interface ItemResult {
  chunk: number;
  fence: number;
  seq: number;
  entries: NewAttempt[];
  closed: ClosedCall[];
  /** Answers that are kept beside their entries. */
  answers?: KeptAnswer[];
  /** Steps that ended, of an item that has more than one. */
  steps?: EndedStepRow[];
  ended?: EndedItem;
  carried?: CarriedItem;
}

/** Completes items that have ended by what stands in the database beside them, in the transaction that keeps them. */
export type SettleEnded = (tx: Db, ended: EndedItem[]) => Promise<EndedItem[]>;

/**
 * Counter slots of a batch. Slot 0 is for what people do; each worker process adds to one of the others, so that
 * they do not wait for one row.
 */
export const COUNTER_SLOTS = 16;

/**
 * Writes results, ledger, money, journal, counters and failure groups in the caller's transaction, and notes when the
 * first outputs wait for review. Results of
 * a chunk that has a new owner by now are left out whole: the new owner has charged them as unknown. Writing the
 * same results twice changes nothing, because a call is closed only while the journal still has it.
 * @param settle says what else is to be kept of items that end here.
 */
export async function flushResults(
  tx: Db,
  batchId: string,
  slot: number,
  results: readonly ItemResult[],
  settle: SettleEnded = async (_tx, ended) => ended,
): Promise<{ refused: number }> {
  const journals = await lockJournals(tx, batchId, results);
  const owned = results.filter(({ chunk, fence }) => journals.get(chunk)?.fence === fence);
  if (owned.length === 0) return { refused: results.length };
  const closed = owned.flatMap((result) =>
    result.closed
      .filter(({ key }) => journals.get(result.chunk)?.started.has(key))
      .map((call) => ({ ...call, chunk: result.chunk })),
  );
  const entries = owned.flatMap((result) => result.entries);
  const paid = await enterAttempts(tx, entries);
  await keepAnswers(
    tx,
    batchId,
    owned.flatMap((result) => result.answers ?? []),
  );
  await appendSteps(
    tx,
    batchId,
    owned.flatMap((result) => result.steps ?? []),
  );
  const ending = owned.flatMap((result) => result.ended ?? []);
  // A publication that freezes what is approved comes wholly before or after what passes unread here. The counters before
  // what `settle` locks, as decisions take them.
  if (ending.some(({ reviewState }) => reviewState === "approved")) await shareReviewCounters(tx, batchId);
  const ended = await settle(tx, ending);
  const [changed] = await tx.execute<{ budgetIds: string[]; released: string }>(sql`
    with money as (
      select coalesce(sum(reserved), 0) as reserved, coalesce(sum(spent), 0) as spent,
        coalesce(sum("unknown"), 0) as unknown_spend, coalesce(sum("inputTokens"), 0) as input_tokens,
        coalesce(sum("outputTokens"), 0) as output_tokens, coalesce(sum("cacheHit"), 0) as cache_hits
      from jsonb_to_recordset(${JSON.stringify(closed)}::jsonb) as call(reserved numeric, spent numeric,
        "unknown" numeric, "inputTokens" numeric, "outputTokens" numeric, "cacheHit" int)
    ), ended as (
      insert into batch_items (batch_id, seq, row_number, language, state, output, failure_group, failure, cost,
        attempts, review_state, checks, category, row_digest, passed_by, decided_at)
      select ${batchId}::uuid, seq, "rowNumber", language, state, output, "failureGroup", failure, cost, attempts,
        "reviewState", checks, category, "rowDigest", case when "reviewState" = 'approved' then 'plan' end,
        case when "reviewState" = 'approved' then clock_timestamp() end
      from jsonb_to_recordset(${storableJson(ended)}::jsonb) as item(seq int, "rowNumber" int, language text,
        state text, output jsonb, "failureGroup" text, failure jsonb, cost numeric, attempts smallint,
        "reviewState" text, checks jsonb, category text, "rowDigest" text)
      on conflict (batch_id, seq) do nothing
      returning seq, state, review_state, decided_at, cost, failure_group, failure, output is not null as has_output,
        checks @> '[{"kind":"memory"}]' as remembered
    ), to_index as (
      insert into outputs_to_index (batch_id, seqs)
      select ${batchId}::uuid, array_agg(seq order by seq) from ended where has_output having count(*) > 0
    ), moved as (
      select 1 as by, seq, review_state, decided_at, cost from ended where review_state = 'approved'
    ), ${countDecided(batchId)}, counting as (
      insert into batch_counters as c (batch_id, slot, succeeded, failed, skipped, review_pending, approved, in_lot,
        input_tokens, output_tokens, cache_hits, memory_hits)
      select ${batchId}::uuid, ${slot}::smallint, count(*) filter (where state = 'succeeded'),
        count(*) filter (where state = 'failed'), count(*) filter (where state = 'skipped'),
        count(*) filter (where review_state = 'pending'), count(*) filter (where review_state = 'approved'),
        count(*) filter (where review_state = 'in-lot'),
        (select input_tokens from money), (select output_tokens from money), (select cache_hits from money),
        count(*) filter (where remembered)
      from ended
      on conflict (batch_id, slot) do update set succeeded = c.succeeded + excluded.succeeded,
        failed = c.failed + excluded.failed, skipped = c.skipped + excluded.skipped,
        review_pending = c.review_pending + excluded.review_pending,
        approved = c.approved + excluded.approved, in_lot = c.in_lot + excluded.in_lot,
        input_tokens = c.input_tokens + excluded.input_tokens,
        output_tokens = c.output_tokens + excluded.output_tokens,
        cache_hits = c.cache_hits + excluded.cache_hits,
        memory_hits = c.memory_hits + excluded.memory_hits
      returning c.review_pending
    ), noting as (
      -- Only the first of a slot come by here: whoever adds to what waits already has nothing new to tell.
      insert into notification_events (kind, key, subject_id, facts)
      select 'review.waiting', 'review.waiting:' || b.id, b.id,
        jsonb_build_object('name', b.name, 'launchedBy', b.launched_by)
      from counting join batches b on b.id = ${batchId}
      where counting.review_pending > 0
        and counting.review_pending = (select count(*) from ended where review_state = 'pending')
      on conflict (key) do nothing
    ), grouping as (
      insert into batch_failure_groups as g (batch_id, failure_group, count, sample)
      select ${batchId}::uuid, failure_group, count(*), (array_agg(failure))[1]
      from ended where state = 'failed' group by failure_group order by failure_group
      on conflict (batch_id, failure_group) do update set count = g.count + excluded.count,
        sample = excluded.sample, last_at = now()
    ), journalling as (
      update batch_chunks c
      set started = c.started - array(select jsonb_array_elements_text(flushed.closed)),
        carried = (c.carried - array(select jsonb_array_elements_text(flushed.dropped))) || flushed.carried,
        updated_at = now()
      from jsonb_to_recordset(${storableJson(chunkChanges(owned, closed))}::jsonb)
        as flushed(number int, closed jsonb, dropped jsonb, carried jsonb)
      where c.batch_id = ${batchId} and c.number = flushed.number
    )
    update batches b set reserved = b.reserved - money.reserved, spent = b.spent + money.spent,
      unknown_spend = b.unknown_spend + money.unknown_spend
    from money where b.id = ${batchId} and (money.reserved, money.spent, money.unknown_spend) <> (0, 0, 0)
    returning b.budget_ids::text[] as "budgetIds", money.reserved::text as released`);
  await chargeBudgets(tx, paid, changed && { budgetIds: changed.budgetIds, amount: changed.released });
  return { refused: results.length - owned.length };
}

async function lockJournals(tx: Db, batchId: string, results: readonly ItemResult[]) {
  const numbers = [...new Set(results.map(({ chunk }) => chunk))];
  const chunks = await tx.execute<{ number: number; fence: number; keys: string[] }>(sql`
    select number, fence, array(select jsonb_object_keys(started)) as keys from batch_chunks
    where batch_id = ${batchId} and number = any(${`{${numbers.join(",")}}`}::int[])
    order by number for update`);
  return new Map(
    chunks.map(({ number, fence, keys }) => [number, { fence, started: new Set(keys) }] as const),
  );
}

function chunkChanges(results: readonly ItemResult[], closed: readonly (ClosedCall & { chunk: number })[]) {
  const changes = new Map<
    number,
    { closed: string[]; dropped: string[]; carried: Record<string, CarriedItem> }
  >();
  const changeOf = (chunk: number) => {
    const change = changes.get(chunk) ?? { closed: [], dropped: [], carried: {} };
    changes.set(chunk, change);
    return change;
  };
  for (const call of closed) changeOf(call.chunk).closed.push(call.key);
  for (const { chunk, seq, ended, carried } of results) {
    if (ended) changeOf(chunk).dropped.push(String(seq));
    if (carried) changeOf(chunk).carried[String(seq)] = carried;
  }
  return [...changes].map(([number, change]) => ({ number, ...change }));
}
