import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Whole calendar days of a time zone, both included, as YYYY-MM-DD. */
export interface DayRange {
  from: string;
  to: string;
  timeZone: string;
}

export type SpendDimension = "day" | "model" | "template" | "person" | "team" | "batch" | "language";

/** The key of what belongs to no team, or was made in no language. */
export const NO_KEY = "-";

/** What was spent under one key. Amounts are exact decimals in the currency asked for. */
export interface SpendSum {
  keys: string[];
  settled: string;
  unknown: string;
  /** The part of `settled` that batches paid; the rest was paid by trials, conversations and improvements. */
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
  team: () => teamOf(sql`member_id`),
  language: () => sql`coalesce(language, ${NO_KEY})`,
  batch: () =>
    sql`case run_kind when 'trial' then 'trials' when 'conversation' then 'conversations'
      when 'evaluation' then 'evaluations' when 'improvement' then 'improvements' else run_id::text end`,
};

const DECIDED_KEYS: Record<SpendDimension, (range: DayRange) => SQL> = {
  day: ({ timeZone }) => sql`to_char(decided.starts_at at time zone ${timeZone}::text, 'YYYY-MM-DD')`,
  model: () => sql`decided.model_id::text`,
  template: () => sql`batch.template_id::text`,
  person: () => sql`batch.launched_by::text`,
  team: () => teamOf(sql`batch.launched_by`),
  language: () => sql`${NO_KEY}::text`,
  batch: () => sql`batch.id::text`,
};

/** The team that a member is in at this moment: whoever changes it takes along what they have spent. */
function teamOf(memberId: SQL): SQL {
  return sql`coalesce((select m.team from members m where m.id = ${memberId}), ${NO_KEY})`;
}

/** The ledger itself, as its sums are: they do not know languages. */
const ENTRIES = sql`(select at as starts_at, run_kind, run_id, model_id, template_id, member_id, currency, simulated, language,
    1 as attempts, input_tokens, output_tokens, case kind when 'settled' then cost else 0 end as settled,
    case kind when 'unknown' then cost else 0 end as unknown from attempts) entries`;

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
  const source = dimensions.includes("language") ? ENTRIES : sql`spend_buckets`;
  const rows = await tx.execute<Omit<SpendSum, "attempts"> & Record<"attempts", string>>(sql`
    select array[${keys}] as keys, sum(settled)::text as settled, sum(unknown)::text as unknown,
      coalesce(sum(settled) filter (where run_kind = 'batch'), 0)::text as "settledByBatches",
      coalesce(sum(settled) filter (where simulated), 0)::text as "settledSimulated",
      sum(attempts)::text as attempts,
      sum(input_tokens)::float8 as "inputTokens", sum(output_tokens)::float8 as "outputTokens",
      case when bool_and(simulated) then 'all' when bool_or(simulated) then 'some' else 'none' end as simulated
    from ${source}
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
  if (dimension === "language") return sumDecidedByLanguage(tx, range, currency);
  const rows = await tx.execute<DecidedSum & Record<string, unknown>>(sql`
    select ${DECIDED_KEYS[dimension](range)} as key, sum(decided.approved)::int as approved,
      sum(decided.rejected)::int as rejected, sum(decided.rejected_cost)::text as "rejectedCost"
    from decision_buckets decided join batches batch on batch.id = decided.batch_id
    where ${during(range, sql`decided.starts_at`)} and batch.currency = ${currency}
    group by 1 having (sum(decided.approved), sum(decided.rejected)) <> (0, 0)`);
  return [...rows];
}

/**
 * As above, by the language of the items. Sums do not know languages, so the items themselves are looked at; what was decided on
 * outputs that were removed since is of none.
 */
async function sumDecidedByLanguage(tx: Db, range: DayRange, currency: string): Promise<DecidedSum[]> {
  const rows = await tx.execute<DecidedSum & Record<string, unknown>>(sql`
    with whole as (
      select decided.batch_id, sum(decided.approved)::int as approved, sum(decided.rejected)::int as rejected,
        sum(decided.rejected_cost) as rejected_cost
      from decision_buckets decided join batches batch on batch.id = decided.batch_id
      where ${during(range, sql`decided.starts_at`)} and batch.currency = ${currency}
      group by 1 having (sum(decided.approved), sum(decided.rejected)) <> (0, 0)
    ), known as (
      select i.language as key, (count(*) filter (where i.review_state = 'approved'))::int as approved,
        (count(*) filter (where i.review_state = 'rejected'))::int as rejected,
        coalesce(sum(i.cost) filter (where i.review_state = 'rejected'), 0) as rejected_cost
      from batch_items i
      where i.batch_id in (select batch_id from whole) and i.review_state in ('approved', 'rejected')
        and ${during(range, sql`i.decided_at`)}
      group by 1
    )
    select key, sum(approved)::int as approved, sum(rejected)::int as rejected, sum(rejected_cost)::text as "rejectedCost"
    from (
      select * from known
      union all select ${NO_KEY}, approved, rejected, rejected_cost from whole
      union all select ${NO_KEY}, -approved, -rejected, -rejected_cost from known
    ) every group by key having (sum(approved), sum(rejected), sum(rejected_cost)) <> (0, 0, 0)`);
  return [...rows];
}

/** What a key is called, and what tells it from others of its name: the provider of a model. */
export interface KeyName {
  name: string;
  detail: string | null;
}

/** Keys of runs that have no batch. */
const WITHOUT_BATCH = ["trials", "conversations", "evaluations", "improvements"];

/** Names for the keys of a dimension; keys of what has no name are left out. */
export async function nameSpendKeys(
  tx: Db,
  dimension: SpendDimension,
  keys: readonly string[],
): Promise<Map<string, KeyName>> {
  const table = NAMED_TABLES[dimension];
  const ids = keys.filter((key) => !WITHOUT_BATCH.includes(key));
  if (!table || ids.length === 0) return new Map();
  const detail =
    dimension === "model"
      ? sql`(select p.name from providers p where p.id = t.provider_id)`
      : sql`null::text`;
  const rows = await tx.execute<KeyName & { id: string } & Record<string, unknown>>(
    sql`select t.id::text, t.name, ${detail} as detail from ${table} t
      where t.id = any(${`{${ids.join(",")}}`}::uuid[])`,
  );
  return new Map(rows.map(({ id, name, detail }) => [id, { name, detail }]));
}

const NAMED_TABLES: Record<SpendDimension, SQL | null> = {
  day: null,
  model: sql`models`,
  template: sql`templates`,
  person: sql`members`,
  team: null,
  language: null,
  // What collections spend stands among batches, under the collection's name.
  batch: sql`(select id, name from batches union all select id, name from collections)`,
};

/** Whether a moment falls into the days. A day starts where its time zone has midnight, 23 to 25 hours long. */
export function during({ from, to, timeZone }: DayRange, moment: SQL): SQL {
  return sql`(${moment} >= (${from}::date)::timestamp at time zone ${timeZone}::text
    and ${moment} < (${to}::date + 1)::timestamp at time zone ${timeZone}::text)`;
}
