import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { notingUsedShares } from "#db/queries/notifications/events.ts";
import { budgets } from "#db/schema/spend.ts";
import { alertsOf, hasReached } from "./budget-alerts.ts";
import { during } from "./sum-spend.ts";

export type BudgetRow = typeof budgets.$inferSelect;

/** What a call belongs to, as budgets see it. */
export interface Spender {
  currency: string;
  templateId: string | null;
  /** More than one where a second model stands by. */
  modelIds: readonly string[];
  memberId: string;
}

/** Keeps a new budget, its month begun and what was spent in it so far counted. */
export async function insertBudget(
  tx: Db,
  budget: Pick<
    BudgetRow,
    "id" | "name" | "amount" | "currency" | "scopeKind" | "scopeId" | "timeZone" | "alerts" | "createdBy"
  >,
): Promise<void> {
  // A month that is over is begun anew by the next statement.
  const over = new Date(0);
  await tx.insert(budgets).values({ ...budget, periodStart: over, periodEnd: over });
  await beginMonths(tx, [budget.id]);
}

/** Changes a budget. The caller holds it, and begins its month anew where its scope or time zone changes. */
export async function updateBudget(tx: Db, id: string, change: Partial<BudgetRow>): Promise<void> {
  await tx.update(budgets).set(change).where(eq(budgets.id, id));
}

/** A budget whose row stays the transaction's own until it ends; `null` when there is none of that id, or no more. */
export async function lockBudget(tx: Db, id: string): Promise<BudgetRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(budgets)
    .where(and(eq(budgets.id, id), isNull(budgets.archivedAt)))
    .for("update")) as BudgetRow[];
  return found ?? null;
}

/** Every budget, in the order they were made. */
export async function listBudgets(tx: Db): Promise<BudgetRow[]> {
  return tx.select().from(budgets).where(isNull(budgets.archivedAt)).orderBy(asc(budgets.id));
}

/** The budgets that a spender's calls count in, as they stand. */
export async function findBudgetsOf(tx: Db, spender: Spender): Promise<BudgetRow[]> {
  await beginDueMonths(tx);
  return tx
    .select()
    .from(budgets)
    .where(and(isNull(budgets.archivedAt), countsIn(spender)))
    .orderBy(asc(budgets.id));
}

/** Begins the month of every budget whose last one is over. */
export async function beginDueMonths(tx: Db): Promise<void> {
  const due = await tx
    .select({ id: budgets.id })
    .from(budgets)
    .where(and(isNull(budgets.archivedAt), sql`${budgets.periodEnd} <= now()`));
  if (due.length === 0) return;
  await tx.transaction((inner) =>
    beginMonths(
      inner,
      due.map(({ id }) => id),
    ),
  );
}

/**
 * Makes the month that it is now that of these budgets, and counts anew what the ledger has of it and what batches,
 * trials, collections, conversations and improvements have in flight. Their rows are held first: whoever has entered, promised or given back something and not yet
 * counted it then waits, and adds to the new count. So the count is a statement of its own, which sees all before it.
 */
export async function beginMonths(tx: Db, ids: readonly string[]): Promise<void> {
  const chosen = sql`id = any(${`{${ids.join(",")}}`}::uuid[])`;
  await tx.execute(sql`select id from budgets where ${chosen} order by id for update`);
  await tx.execute(sql`
    with month as (
      select id, date_trunc('month', now() at time zone time_zone) at time zone time_zone as starts,
        (date_trunc('month', now() at time zone time_zone) + interval '1 month') at time zone time_zone as ends
      from budgets where ${chosen}
    ), begun as (
      update budgets b set period_start = month.starts, period_end = month.ends,
        spent = paid.settled, unknown_spend = paid.unknown,
        forecast_share = case when b.period_start = month.starts then b.forecast_share else 0 end,
        forecast_at = case when b.period_start = month.starts then b.forecast_at end,
        reserved = (select coalesce(sum(reserved), 0) from batches where reserved > 0 and b.id = any(budget_ids))
          + (select coalesce(sum((in_flight ->> 'cost')::numeric), 0) from trial_cells
            where status = 'running' and in_flight -> 'budgetIds' ? b.id::text)
          + (select coalesce(sum(amount), 0) from index_calls where b.id = any(budget_ids))
          + (select coalesce(sum((in_flight ->> 'cost')::numeric), 0) from conversation_turns
            where state = 'running' and in_flight -> 'budgetIds' ? b.id::text)
          + (select coalesce(sum((in_flight ->> 'cost')::numeric), 0) from improvements
            where in_flight is not null and in_flight -> 'budgetIds' ? b.id::text)
      from month, lateral (
        select coalesce(sum(s.settled), 0) as settled, coalesce(sum(s.unknown), 0) as unknown
        from budgets scope left join spend_buckets s on s.starts_at >= month.starts and s.starts_at < month.ends
          and s.currency = scope.currency and ${countedBy(sql`scope`, sql`s`)}
        where scope.id = month.id
      ) paid
      where b.id = month.id
      returning b.*
    )
    ${notingUsedShares(sql`begun`)}`);
}

/** The condition that an entry or bucket counts in a budget, given their names in a statement; currencies apart. */
function countedBy(budget: ReturnType<typeof sql>, entry: ReturnType<typeof sql>) {
  return sql`(case ${budget}.scope_kind when 'all' then true when 'template' then ${entry}.template_id = ${budget}.scope_id
    when 'model' then ${entry}.model_id = ${budget}.scope_id when 'person' then ${entry}.member_id = ${budget}.scope_id end)`;
}

function countsIn({ currency, templateId, modelIds, memberId }: Spender) {
  return sql`currency = ${currency} and case scope_kind when 'all' then true
    when 'template' then scope_id = ${templateId}::uuid
    when 'model' then scope_id = any(${`{${modelIds.join(",")}}`}::uuid[])
    when 'person' then scope_id = ${memberId}::uuid end`;
}

/** What a statement may still promise on a row of `budgets`: nothing where an alert has stopped it. */
const FREE = sql`case when ${hasReached(sql`budgets`, "stop")} then least(0, amount - spent - unknown_spend - reserved)
  else amount - spent - unknown_spend - reserved end`;

/** What a reservation gave. */
export type Reserved =
  | { granted: true; budgetIds: string[] }
  | { granted: false; budget: string; inFlight: boolean };

/**
 * Promises an amount on every budget that a spender's calls count in, or on none when one of them lacks it. The
 * caller is inside a transaction of its own.
 */
export async function reserveOnBudgets(tx: Db, spender: Spender, amount: string): Promise<Reserved> {
  await beginDueMonths(tx);
  const [reserved] = await tx.execute<{
    ids: string[];
    lacking: string | null;
    inFlight: boolean | null;
  }>(sql`
    with above as (
      select id, name, reserved, ${FREE} as free from budgets
      where archived_at is null and ${countsIn(spender)} order by id for update
    ), lacking as (select name, reserved from above where free < ${amount}::numeric order by free limit 1
    ), reserving as (
      update budgets set reserved = reserved + ${amount}::numeric
      where id in (select id from above) and not exists (select from lacking)
    )
    select array(select id::text from above order by id) as ids, (select name from lacking) as lacking,
      (select reserved > 0 from lacking) as "inFlight"`);
  if (reserved && reserved.lacking !== null)
    return { granted: false, budget: reserved.lacking, inFlight: reserved.inFlight ?? false };
  return { granted: true, budgetIds: reserved?.ids ?? [] };
}

/** What was entered in the ledger within a quarter of an hour. */
export interface PaidSum {
  startsAt: string;
  modelId: string;
  templateId: string;
  memberId: string;
  currency: string;
  settled: string;
  unknown: string;
}

/**
 * Counts what was entered in the budgets it falls under, and takes back what was promised on others. What falls into
 * a month that a budget has not begun yet is counted when it begins; what fell into one that is over, in none. What
 * share of its amount a budget has used is noted, to be told.
 */
export async function chargeBudgets(
  tx: Db,
  paid: readonly PaidSum[],
  released: { budgetIds: readonly string[]; amount: string } = NOTHING,
): Promise<void> {
  if (paid.length === 0 && released.budgetIds.length === 0) return;
  await tx.execute(sql`
    with paid as (
      select "startsAt" as starts_at, "modelId" as model_id, "templateId" as template_id, "memberId" as member_id,
        currency, settled, "unknown" as unknown
      from jsonb_to_recordset(${JSON.stringify(paid)}::jsonb) as sum("startsAt" timestamptz, "modelId" uuid,
        "templateId" uuid, "memberId" uuid, currency text, settled numeric, "unknown" numeric)
    ), held as (
      select b.* from budgets b
      where b.id = any(${`{${released.budgetIds.join(",")}}`}::uuid[]) or (b.archived_at is null
        and exists (select from paid p where p.currency = b.currency and ${countedBy(sql`b`, sql`p`)}))
      order by b.id for update
    ), charge as (
      select held.id, coalesce(sum(p.settled), 0) as settled, coalesce(sum(p.unknown), 0) as unknown,
        case when held.id = any(${`{${released.budgetIds.join(",")}}`}::uuid[])
          then ${released.amount}::numeric else 0 end as released
      from held left join paid p on p.currency = held.currency and p.starts_at >= held.period_start
        and p.starts_at < held.period_end and ${countedBy(sql`held`, sql`p`)}
      group by held.id
    ), charged as (
      update budgets b set spent = b.spent + charge.settled, unknown_spend = b.unknown_spend + charge.unknown,
        reserved = b.reserved - charge.released
      from charge where b.id = charge.id
      returning b.*
    )
    ${notingUsedShares(sql`charged`)}`);
}

const NOTHING = { budgetIds: [], amount: "0" };

/** What a budget's scope spent on each day of its time zone that has any, YYYY-MM-DD, billed for certain or possibly. */
export async function dailySpendOf(
  tx: Db,
  budget: Pick<BudgetRow, "id" | "timeZone">,
  range: { from: string; to: string },
): Promise<Map<string, string>> {
  const rows = await tx.execute<{ day: string; amount: string }>(sql`
    select to_char(s.starts_at at time zone b.time_zone, 'YYYY-MM-DD') as day, sum(s.settled + s.unknown)::text as amount
    from budgets b join spend_buckets s on s.currency = b.currency and ${countedBy(sql`b`, sql`s`)}
    where b.id = ${budget.id} and ${during({ ...range, timeZone: budget.timeZone }, sql`s.starts_at`)}
    group by 1`);
  return new Map(rows.map(({ day, amount }) => [day, amount]));
}

/**
 * What batches under a budget that run, or are to start in its month, have reserved or still expect to cost, whichever is
 * more: up to their caps, and for one whose cost nobody knew only what it has reserved. Paused ones wait for somebody.
 */
export async function sumRunning(
  tx: Db,
  { id, periodEnd }: Pick<BudgetRow, "id" | "periodEnd">,
): Promise<string> {
  const [sum] = await tx.execute<{ amount: string }>(sql`
    select coalesce(sum(greatest(run.reserved, least(run.cap, run.expected_total) - run.spent - run.unknown_spend)), 0)::text
      as amount
    from budgets b join batches run on run.currency = b.currency
      and case b.scope_kind when 'all' then true when 'template' then run.template_id = b.scope_id
        when 'model' then b.scope_id = any(run.model_id || run.language_model_ids) when 'person' then run.launched_by = b.scope_id end
    where b.id = ${id} and (run.state = 'running'
      or run.state = 'scheduled' and run.start_at < ${periodEnd.toISOString()}::timestamptz)`);
  return sum?.amount ?? "0";
}

/**
 * Takes budgets whose forecast is to be looked at, because an alert of it was not reached and nobody has looked for a while.
 * Others that look at the same time are left the others.
 */
export async function takeDueForecasts(
  tx: Db,
  { before, limit }: { before: Date; limit: number },
): Promise<BudgetRow[]> {
  const due = sql`(select id from budgets where archived_at is null and period_end > now()
    and (forecast_at is null or forecast_at < ${before.toISOString()}::timestamptz)
    and exists (select from ${alertsOf(sql`budgets`)} where alert.basis = 'forecast' and alert.share > forecast_share)
    order by forecast_at nulls first, id limit ${limit} for update skip locked)`;
  return tx.update(budgets).set({ forecastAt: sql`now()` }).where(sql`${budgets.id} in ${due}`).returning();
}

/** Something a budget may be for. */
export interface ScopeChoice {
  kind: "template" | "model" | "person";
  id: string;
  name: string;
}

/** Everything a budget may be for, by name. */
export async function listScopes(tx: Db): Promise<ScopeChoice[]> {
  const rows = await tx.execute<{ [Key in keyof ScopeChoice]: ScopeChoice[Key] }>(sql`
    select 'template' as kind, id, name from templates where archived_at is null
    union all select 'model', id, name from models where archived_at is null
    union all select 'person', id, name from members where state = 'active'
    order by 1, 3, 2`);
  return [...rows];
}
