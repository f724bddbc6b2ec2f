import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { attempts } from "#db/schema/spend.ts";

type AttemptRow = typeof attempts.$inferInsert;

/** A ledger entry as it is written: the id orders entries of the same moment, so the caller makes it. */
export type NewAttempt = Omit<AttemptRow, "at"> & { at?: Date };

const ENTRIES_PER_STATEMENT = 5_000;

/**
 * Appends entries to the ledger and adds them to their quarter-hour buckets, in the caller's transaction: both
 * or neither. One statement per 5,000 entries, exact numeric arithmetic, no entry read back. An entry whose id
 * is already in the ledger is left out of both, so writing the same entries again changes nothing.
 */
export async function recordAttempts(tx: Db, entries: readonly NewAttempt[]): Promise<void> {
  for (let from = 0; from < entries.length; from += ENTRIES_PER_STATEMENT) {
    await appendAttempts(tx, entries.slice(from, from + ENTRIES_PER_STATEMENT));
  }
}

// COPY ends the embedded database's thread, so rows travel as one JSON parameter. Amounts stay strings in it.
// Buckets are taken in key order so that two workers never wait for each other crosswise.
async function appendAttempts(tx: Db, entries: readonly NewAttempt[]): Promise<void> {
  const at = new Date();
  const rows = JSON.stringify(entries.map((entry) => ({ at, ...entry })));
  await tx.execute(sql`
    with added as (
      insert into attempts (id, at, kind, trial_id, batch_id, seq, language, step, purpose, model_id, price_id,
        template_id, template_version_id, member_id, outcome, input_tokens, cached_input_tokens, output_tokens,
        cost, currency, latency_ms, simulated, provider_request_id, batch_discount)
      select id, at, kind, "trialId", "batchId", seq, language, coalesce(step, 0), coalesce(purpose, 'generate'),
        "modelId", "priceId", "templateId", "templateVersionId", "memberId", outcome,
        coalesce("inputTokens", 0), coalesce("cachedInputTokens", 0), coalesce("outputTokens", 0),
        cost, currency, "latencyMs", coalesce(simulated, false), "providerRequestId",
        "batchDiscount"
      from jsonb_to_recordset(${rows}::jsonb) as entry(
        id uuid, at timestamptz, kind text, "trialId" uuid, "batchId" uuid, seq int, language text, step int,
        purpose text, "modelId" uuid, "priceId" uuid, "templateId" uuid, "templateVersionId" uuid,
        "memberId" uuid, outcome text, "inputTokens" int, "cachedInputTokens" int, "outputTokens" int,
        cost numeric, currency text, "latencyMs" int, simulated boolean, "providerRequestId" text,
        "batchDiscount" numeric)
      on conflict (id) do nothing
      returning *
    )
    insert into spend_buckets as bucket (starts_at, run_id, model_id, template_id, member_id, currency,
      run_kind, simulated, attempts, input_tokens, output_tokens, settled, unknown)
    select date_bin('15 minutes', at, 'epoch'::timestamptz), coalesce(batch_id, trial_id), model_id,
      coalesce(template_id, '00000000-0000-0000-0000-000000000000'), member_id, currency,
      case when batch_id is null then 'trial' else 'batch' end, bool_or(simulated), count(*),
      sum(input_tokens), sum(output_tokens),
      coalesce(sum(cost) filter (where kind = 'settled'), 0),
      coalesce(sum(cost) filter (where kind = 'unknown'), 0)
    from added
    group by 1, 2, 3, 4, 5, 6, 7
    order by 1, 2, 3, 4, 5, 6
    on conflict (starts_at, run_id, model_id, template_id, member_id, currency) do update set
      attempts = bucket.attempts + excluded.attempts,
      input_tokens = bucket.input_tokens + excluded.input_tokens,
      output_tokens = bucket.output_tokens + excluded.output_tokens,
      settled = bucket.settled + excluded.settled,
      unknown = bucket.unknown + excluded.unknown`);
}
