import { type Db, db } from "#db/client.ts";
import {
  type BudgetRow,
  beginDueMonths,
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
import { follows, type StandingAlert, standingAlerts } from "./alert.ts";
import { leftOf, shareOf } from "./forecast.ts";
import { forecastOf } from "./forecast-of.ts";

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
  alerts: StandingAlert[];
  /** Launches that would count in it wait for somebody else's word. */
  asksApproval: boolean;
  /** An alert has stopped it: nothing more is promised on it. */
  stopped: boolean;
  level: "fine" | "near" | "used_up";
  /** Where it is heading at its month's end, four times in five; `null` while it is too early to say. */
  forecast: { low: Money; expected: Money; high: Money; days: number } | null;
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

/** The budgets above a spender whose launches wait for somebody else's word, by name. */
export async function budgetsAskingOf(tx: Db, spender: Spender): Promise<string[]> {
  const above = await findBudgetsOf(tx, spender);
  return above.filter((row) => follows(alertsIn(row), "ask-approval")).map(({ name }) => name);
}

/** The first budget above a spender of which nothing is left, in flight or not, or that an alert has stopped; `null` when all have some. */
export async function usedUpBudget(spender: Spender): Promise<string | null> {
  const above = await findBudgetsOf(db(), spender);
  const usedUp = above.find(
    (row) =>
      compareAmounts(sumAmounts([row.spent, row.unknownSpend]), row.amount) >= 0 ||
      follows(alertsIn(row), "stop"),
  );
  return usedUp?.name ?? null;
}

async function viewOf(row: BudgetRow, scopeName: string | null, now: Date): Promise<BudgetView> {
  const { currency, timeZone } = row;
  const used = sumAmounts([row.spent, row.unknownSpend]);
  const forecast = await forecastOf(row, now);
  const alerts = alertsIn(row);
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
    alerts,
    asksApproval: follows(alerts, "ask-approval"),
    stopped: follows(alerts, "stop"),
    level: share >= 1 ? "used_up" : share >= NEAR ? "near" : "fine",
    forecast: forecast && {
      low: money(forecast.low, currency),
      expected: money(forecast.expected, currency),
      high: money(forecast.high, currency),
      days: forecast.days,
    },
  };
}

/** What calls may still be promised: nothing where an alert has stopped it. */
function leftIn(row: Omit<BudgetRow, "name" | "currency">): string {
  const { amount, spent, unknownSpend, reserved } = row;
  return follows(alertsIn(row), "stop") ? "0" : leftOf(amount, [spent, unknownSpend, reserved]);
}

function alertsIn(row: Pick<BudgetRow, "alerts" | "amount" | "spent" | "unknownSpend" | "forecastShare">) {
  const { alerts, amount, spent, unknownSpend, forecastShare } = row;
  return standingAlerts(alerts, { used: sumAmounts([spent, unknownSpend]), amount, forecastShare });
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
