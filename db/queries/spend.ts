import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { attempts } from "#db/schema/spend.ts";
import { chargeBudgets, type PaidSum } from "./spend/budgets.ts";
import { storableJson } from "./storable-json.ts";

type AttemptRow = typeof attempts.$inferInsert;

/** A ledger entry as it is written: the id orders entries of the same moment, so the caller makes it. */
export type NewAttempt = Omit<AttemptRow, "at"> & { at?: Date };

const ENTRIES_PER_STATEMENT = 5_000;

/**
 * Appends entries to the ledger, adds them to their quarter-hour buckets and counts them in the budgets above them:
 * all or nothing, inside the caller's transaction if there is one. One statement per 5,000 entries, exact numeric arithmetic, no entry
 * read back. An entry whose id is already in the ledger is left out, so writing the same entries again changes nothing.
 */
export async function recordAttempts(tx: Db, entries: readonly NewAttempt[]): Promise<void> {
  await tx.transaction(async (inner) => chargeBudgets(inner, await enterAttempts(inner, entries)));
}

/**
 * As `recordAttempts`, but for the budgets: for a transaction that must hold something else before them. What it
 * gives goes to `chargeBudgets` in the same transaction.
 */
export async function enterAttempts(tx: Db, entries: readonly NewAttempt[]): Promise<PaidSum[]> {
  const paid: PaidSum[] = [];
  for (let from = 0; from < entries.length; from += ENTRIES_PER_STATEMENT) {
    paid.push(...(await appendAttempts(tx, entries.slice(from, from + ENTRIES_PER_STATEMENT))));
  }
  return paid;
}

// COPY ends the embedded database's thread, so rows travel as one JSON parameter, and what the entries of a run have
// in common beside them, once. Amounts stay strings in it.
// Buckets are taken in key order so that two workers never wait for each other crosswise.
async function appendAttempts(tx: Db, entries: readonly NewAttempt[]): Promise<PaidSum[]> {
  const { runs, rows } = apart(entries);
  const paid = await tx.execute<{ [Key in keyof PaidSum]: PaidSum[Key] }>(sql`
    with added as (
      insert into attempts (id, at, kind, run_kind, run_id, seq, language, step, purpose, model_id, price_id,
        template_id, template_version_id, member_id, outcome, input_tokens, cached_input_tokens, cache_write_tokens,
        picture_input_tokens, output_tokens, reasoning_tokens, picture_output_tokens, pictures, per_picture, cost, currency, latency_ms, simulated, provider_request_id, batch_discount,
        prompt_digest, answer)
      select id, at, kind, "runKind", "runId", seq, language, coalesce(step, 0), coalesce(purpose, 'generate'),
        "modelId", "priceId", "templateId", "templateVersionId", "memberId", outcome,
        coalesce("inputTokens", 0), coalesce("cachedInputTokens", 0), coalesce("cacheWriteTokens", 0),
        coalesce("pictureInputTokens", 0), coalesce("outputTokens", 0), coalesce("reasoningTokens", 0),
        coalesce("pictureOutputTokens", 0), coalesce(pictures, 0), "perPicture", cost, currency, "latencyMs", coalesce(simulated, false), "providerRequestId",
        "batchDiscount", "promptDigest", answer
      from jsonb_to_recordset(${storableJson(rows)}::jsonb) as entry(
        run int, id uuid, at timestamptz, kind text, seq int, language text, step int, purpose text, outcome text,
        "inputTokens" int, "cachedInputTokens" int, "cacheWriteTokens" int, "pictureInputTokens" int,
        "outputTokens" int, "reasoningTokens" int, "pictureOutputTokens" int, pictures int, "perPicture" numeric,
        cost numeric, "latencyMs" int,
        "providerRequestId" text, "batchDiscount" numeric, "promptDigest" text, answer text)
      join jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as run(
        number int, "runKind" text, "runId" uuid, "modelId" uuid, "priceId" uuid, "templateId" uuid,
        "templateVersionId" uuid, "memberId" uuid, currency text, simulated boolean)
        on run.number = entry.run
      on conflict (id) do nothing
      returning *
    ), summed as (
      select date_bin('15 minutes', at, 'epoch'::timestamptz) as starts_at,
        run_kind, run_id, model_id,
        coalesce(template_id, '00000000-0000-0000-0000-000000000000') as template_id, member_id, currency,
        bool_or(simulated) as simulated,
        count(*) as attempts, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
        coalesce(sum(cost) filter (where kind = 'settled'), 0) as settled,
        coalesce(sum(cost) filter (where kind = 'unknown'), 0) as unknown
      from added
      group by 1, 2, 3, 4, 5, 6, 7
    ), bucketing as (
      insert into spend_buckets as bucket (starts_at, run_kind, run_id, model_id, template_id, member_id, currency,
        simulated, attempts, input_tokens, output_tokens, settled, unknown)
      select * from summed order by starts_at, run_id, model_id, template_id, member_id, currency
      on conflict (starts_at, run_id, model_id, template_id, member_id, currency) do update set
        attempts = bucket.attempts + excluded.attempts,
        input_tokens = bucket.input_tokens + excluded.input_tokens,
        output_tokens = bucket.output_tokens + excluded.output_tokens,
        settled = bucket.settled + excluded.settled,
        unknown = bucket.unknown + excluded.unknown
    )
    select starts_at::text as "startsAt", model_id as "modelId", template_id as "templateId",
      member_id as "memberId", currency, settled::text, unknown::text
    from summed
    where (settled, unknown) <> (0, 0) and exists (select from budgets where archived_at is null)`);
  return [...paid];
}

type RunOfEntry = Pick<
  NewAttempt,
  | "runKind"
  | "runId"
  | "modelId"
  | "priceId"
  | "templateId"
  | "templateVersionId"
  | "memberId"
  | "currency"
  | "simulated"
>;

/** Entries without what they have in common, and that in its few combinations. */
function apart(entries: readonly NewAttempt[]): { runs: object[]; rows: object[] } {
  const now = new Date();
  const runs: (RunOfEntry & { number: number })[] = [];
  const rows = entries.map((entry) => {
    const { runKind, runId, modelId, priceId, templateId, templateVersionId, memberId, ...more } = entry;
    const { currency, simulated, at = now, ...row } = more;
    const ids = { runKind, runId, modelId, priceId, templateId, templateVersionId, memberId };
    let run = runs.findLast((known) => isSameRun(known, entry));
    if (!run) {
      run = { number: runs.length, ...ids, currency, simulated };
      runs.push(run);
    }
    return { run: run.number, at, ...row };
  });
  return { runs, rows };
}

function isSameRun(one: RunOfEntry, other: RunOfEntry): boolean {
  return (
    one.runId === other.runId &&
    one.modelId === other.modelId &&
    one.priceId === other.priceId &&
    one.templateId === other.templateId &&
    one.templateVersionId === other.templateVersionId &&
    one.memberId === other.memberId &&
    one.currency === other.currency &&
    one.simulated === other.simulated
  );
}
