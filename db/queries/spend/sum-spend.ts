import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Whole calendar days of a time zone, both included, as YYYY-MM-DD. */
export interface DayRange {
  from: string;
  to: string;
  timeZone: string;
}

export type SpendDimension = "day" | "model" | "template" | "person" | "batch";

/** What was spent under one key. Amounts are exact decimals in the currency asked for. */
export interface SpendSum {
  keys: string[];
  settled: string;
  unknown: string;
  /** The part of `settled` that batches paid; the rest was paid by trials and conversations. */
  settledByBatches: string;
  settledSimulated: string;
  attempts: number;
  inputTokens: number;
  outputTokens: number;
  simulated: "none" | "some" | "all";
}

/** What people decided about items, under one key. */
export interface DecidedSum {
  key: string;
  approved: number;
  rejected: number;
  /** What the rejected items had cost. */
  rejectedCost: string;
}

const BUCKET_KEYS: Record<SpendDimension, (range: DayRange) => SQL> = {
  day: ({ timeZone }) => sql`to_char(starts_at at time zone ${timeZone}::text, 'YYYY-MM-DD')`,
  model: () => sql`model_id::text`,
  template: () => sql`template_id::text`,
  person: () => sql`member_id::text`,
  batch: () =>
    sql`case run_kind when 'trial' then 'trials' when 'conversation' then 'conversations' else run_id::text end`,
};

const DECIDED_KEYS: Record<SpendDimension, (range: DayRange) => SQL> = {
  day: ({ timeZone }) => sql`to_char(decided.starts_at at time zone ${timeZone}::text, 'YYYY-MM-DD')`,
  model: () => sql`decided.model_id::text`,
  template: () => sql`batch.template_id::text`,
  person: () => sql`batch.launched_by::text`,
  batch: () => sql`batch.id::text`,
};

/** What the ledger sums to per currency in these days, that of the most calls first: amounts of two are not compared. */
export async function sumSpendByCurrency(
  tx: Db,
  range: DayRange,
): Promise<{ currency: string; settled: string }[]> {
  const rows = await tx.execute<{ currency: string; settled: string }>(sql`
    select currency, sum(settled)::text as settled from spend_buckets
    where ${during(range, sql`starts_at`)} group by currency order by sum(attempts) desc, currency`);
  return [...rows];
}

/** What the ledger sums to in one currency, under each combination of the dimensions' keys. */
export async function sumSpend(
  tx: Db,
  range: DayRange,
  currency: string,
  dimensions: readonly SpendDimension[],
): Promise<SpendSum[]> {
  const keys = sql.join(
    dimensions.map((dimension) => BUCKET_KEYS[dimension](range)),
    sql`, `,
  );
  const rows = await tx.execute<Omit<SpendSum, "attempts"> & Record<"attempts", string>>(sql`
    select array[${keys}] as keys, sum(settled)::text as settled, sum(unknown)::text as unknown,
      coalesce(sum(settled) filter (where run_kind = 'batch'), 0)::text as "settledByBatches",
      coalesce(sum(settled) filter (where simulated), 0)::text as "settledSimulated",
      sum(attempts)::text as attempts,
      sum(input_tokens)::float8 as "inputTokens", sum(output_tokens)::float8 as "outputTokens",
      case when bool_and(simulated) then 'all' when bool_or(simulated) then 'some' else 'none' end as simulated
    from spend_buckets
    where ${during(range, sql`starts_at`)} and currency = ${currency}
    group by 1`);
  return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }));
}

/** The items of batches in one currency that were approved or rejected in these days, and still are. */
export async function sumDecided(
  tx: Db,
  range: DayRange,
  currency: string,
  dimension: SpendDimension,
): Promise<DecidedSum[]> {
  const rows = await tx.execute<DecidedSum & Record<string, unknown>>(sql`
    select ${DECIDED_KEYS[dimension](range)} as key, sum(decided.approved)::int as approved,
      sum(decided.rejected)::int as rejected, sum(decided.rejected_cost)::text as "rejectedCost"
    from decision_buckets decided join batches batch on batch.id = decided.batch_id
    where ${during(range, sql`decided.starts_at`)} and batch.currency = ${currency}
    group by 1 having (sum(decided.approved), sum(decided.rejected)) <> (0, 0)`);
  return [...rows];
}

/** What a key is called, and what tells it from others of its name: the provider of a model. */
export interface KeyName {
  name: string;
  detail: string | null;
}

/** Names for the keys of a dimension; keys of what has no name are left out. */
export async function nameSpendKeys(
  tx: Db,
  dimension: SpendDimension,
  keys: readonly string[],
): Promise<Map<string, KeyName>> {
  const table = NAMED_TABLES[dimension];
  const ids = keys.filter((key) => key !== "trials" && key !== "conversations");
  if (!table || ids.length === 0) return new Map();
  const detail =
    dimension === "model"
      ? sql`(select p.name from providers p where p.id = t.provider_id)`
      : sql`null::text`;
  const rows = await tx.execute<KeyName & { id: string } & Record<string, unknown>>(
    sql`select t.id::text, t.name, ${detail} as detail from ${sql.identifier(table)} t
      where t.id = any(${`{${ids.join(",")}}`}::uuid[])`,
  );
  return new Map(rows.map(({ id, name, detail }) => [id, { name, detail }]));
}

const NAMED_TABLES: Record<SpendDimension, string | null> = {
  day: null,
  model: "models",
  template: "templates",
  person: "members",
  batch: "batches",
};

/** Whether a moment falls into the days. A day starts where its time zone has midnight, 23 to 25 hours long. */
export function during({ from, to, timeZone }: DayRange, moment: SQL): SQL {
  return sql`(${moment} >= (${from}::date)::timestamp at time zone ${timeZone}::text
    and ${moment} < (${to}::date + 1)::timestamp at time zone ${timeZone}::text)`;
}
