import { db } from "#db/client.ts";
import {
  type BudgetRow,
  beginDueMonths,
  dailySpendOf,
  findBudgetsOf,
  listBudgets,
  listScopes,
  type ScopeChoice,
  type Spender,
} from "#db/queries/spend/budgets.ts";
import { nameSpendKeys } from "#db/queries/spend/sum-spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { compareAmounts, type Money, money, sumAmounts } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { addDays, dayIn, daysBetween } from "#lib/spend/calendar-day.ts";
import { FORECAST_DAYS, forecastMonth, fullDays, leftOf, shareOf } from "./forecast.ts";

const DAY_MS = 86_400_000;
const NEAR = 0.8;

/** A budget as it stands in its month. */
export interface BudgetView {
  id: string;
  name: string;
  amount: Money;
  scope: { kind: BudgetRow["scopeKind"]; id: string | null; name: string | null };
  timeZone: string;
  /** Times are RFC 3339. */
  periodStart: string;
  periodEnd: string;
  /** Billed for certain. */
  spent: Money;
  /** Possibly billed; counts like what is spent. */
  unknownSpend: Money;
  /** Promised to calls in flight. */
  reserved: Money;
  left: Money;
  level: "fine" | "near" | "used_up";
  /** Where it is heading at its month's end, four times in five; `null` while too few days are known. */
  forecast: { low: Money; high: Money; days: number } | null;
}

/** Every budget. Needs `spend:read`. */
export async function viewBudgets(actor: Actor): Promise<Result<BudgetView[], "forbidden">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  await beginDueMonths(db());
  const rows = await listBudgets(db());
  const names = await namesOf(rows);
  const now = new Date();
  const views: BudgetView[] = [];
  for (const row of rows) views.push(await viewOf(row, names.get(row.scopeId ?? "") ?? null, now));
  return accept(views);
}

/** What a budget may be for. Needs `budgets:write`. */
export async function viewScopes(actor: Actor): Promise<Result<ScopeChoice[], "forbidden">> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  return accept(await listScopes(db()));
}

/** A budget that has less left than is asked for. */
export interface ShortBudget {
  name: string;
  left: Money;
}

/** The budgets above a spender that an amount does not fit into, the tightest first. */
export async function budgetsShortOf(spender: Spender, amount: string): Promise<ShortBudget[]> {
  const above = await findBudgetsOf(db(), spender);
  return above
    .map(({ name, currency, ...row }) => ({ name, left: money(leftIn(row), currency) }))
    .filter(({ left }) => compareAmounts(left.amount, amount) < 0)
    .sort((a, b) => compareAmounts(a.left.amount, b.left.amount));
}

/** The first budget above a spender of which nothing is left, in flight or not; `null` when all have some. */
export async function usedUpBudget(spender: Spender): Promise<string | null> {
  const above = await findBudgetsOf(db(), spender);
  const usedUp = above.find(
    ({ amount, spent, unknownSpend }) => compareAmounts(sumAmounts([spent, unknownSpend]), amount) >= 0,
  );
  return usedUp?.name ?? null;
}

async function viewOf(row: BudgetRow, scopeName: string | null, now: Date): Promise<BudgetView> {
  const { currency, timeZone } = row;
  const used = sumAmounts([row.spent, row.unknownSpend]);
  const today = dayIn(timeZone, now);
  const range = { from: addDays(today, -FORECAST_DAYS), to: addDays(today, -1) };
  const amounts = await dailySpendOf(db(), row, range);
  const daysLeft = Math.max(0, row.periodEnd.getTime() - now.getTime()) / DAY_MS;
  const forecast = forecastMonth(used, fullDays(amounts, daysBetween(range.from, range.to)), daysLeft);
  const share = shareOf(used, row.amount);
  return {
    id: row.id,
    name: row.name,
    amount: money(row.amount, currency),
    scope: { kind: row.scopeKind, id: row.scopeId, name: scopeName },
    timeZone,
    periodStart: row.periodStart.toISOString(),
    periodEnd: row.periodEnd.toISOString(),
    spent: money(row.spent, currency),
    unknownSpend: money(row.unknownSpend, currency),
    reserved: money(row.reserved, currency),
    left: money(leftIn(row), currency),
    level: share >= 1 ? "used_up" : share >= NEAR ? "near" : "fine",
    forecast: forecast && {
      low: money(forecast.low, currency),
      high: money(forecast.high, currency),
      days: forecast.days,
    },
  };
}

function leftIn({ amount, spent, unknownSpend, reserved }: Omit<BudgetRow, "name" | "currency">): string {
  return leftOf(amount, [spent, unknownSpend, reserved]);
}

async function namesOf(rows: readonly BudgetRow[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const dimension of ["template", "model", "person"] as const) {
    const ids = rows.flatMap(({ scopeKind, scopeId }) =>
      scopeKind === dimension && scopeId ? [scopeId] : [],
    );
    for (const [id, { name }] of await nameSpendKeys(db(), dimension, ids)) names.set(id, name);
  }
  return names;
}
