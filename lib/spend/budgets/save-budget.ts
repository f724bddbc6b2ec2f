import { db } from "#db/client.ts";
import {
  beginMonths,
  insertBudget,
  listScopes,
  lockBudget,
  updateBudget,
} from "#db/queries/spend/budgets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { compareAmounts, type Money, money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { recountBudgetJob } from "#lib/spend/jobs.ts";
import { readTimeZone } from "#lib/time-zone.ts";
import { type BudgetAlert, hasRepeatedAlerts, sortAlerts, USUAL_ALERTS } from "./alert.ts";

export const BUDGET_SCOPES = ["all", "template", "model", "person"] as const;

/** What a budget is for. */
export interface BudgetScope {
  kind: (typeof BUDGET_SCOPES)[number];
  /** Absent for everything. */
  id?: string | undefined;
}

export interface NewBudget {
  name: string;
  /** A month. */
  amount: Money;
  scope: BudgetScope;
  /** Where its months begin at midnight. */
  timeZone: string;
  /** When it speaks up and what follows; the usual ones when absent. */
  alerts?: readonly BudgetAlert[] | undefined;
}

/** Calls whose entries were under way when a budget was made are counted in it by then. */
const RECOUNT_AFTER_MS = 30_000;

/** Sets a budget; what was spent in the month so far counts at once. Needs `budgets:write`. */
export async function createBudget(
  actor: Actor,
  { name, amount, scope, timeZone, alerts = USUAL_ALERTS }: NewBudget,
): Promise<
  Result<
    { id: string },
    | "forbidden"
    | "budget_not_positive"
    | "budget_alerts_repeated"
    | "budget_scope_not_found"
    | "time_zone_unknown"
  >
> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  if (compareAmounts(amount.amount, "0") <= 0) return refuse("budget_not_positive");
  if (hasRepeatedAlerts(alerts)) return refuse("budget_alerts_repeated");
  const zone = readTimeZone(timeZone);
  if (!zone) return refuse("time_zone_unknown");
  if (scope.kind !== "all") {
    const known = await listScopes(db());
    if (!known.some(({ kind, id }) => kind === scope.kind && id === scope.id))
      return refuse("budget_scope_not_found");
  }
  const scopeId = scope.kind === "all" ? null : (scope.id ?? null);
  const budget = {
    ...{ id: newId(), name, ...amount, scopeKind: scope.kind, scopeId, timeZone: zone },
    alerts: sortAlerts(alerts),
  };
  await db().transaction(async (tx) => {
    await insertBudget(tx, { ...budget, createdBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "budgets.create",
      targetType: "budget",
      targetId: budget.id,
      after: budget,
    });
    const startAfter = new Date(Date.now() + RECOUNT_AFTER_MS);
    await enqueue(tx, recountBudgetJob, { budgetId: budget.id }, { startAfter });
  });
  return accept({ id: budget.id });
}

/**
 * Renames a budget, raises or lowers it, or gives it other alerts. With another amount all of them begin anew; what an alert
 * that was reached has follow holds as the alert is now. Needs `budgets:write`.
 */
export async function changeBudget(
  actor: Actor,
  id: string,
  {
    name,
    amount,
    alerts,
  }: {
    name?: string | undefined;
    amount?: Money | undefined;
    alerts?: readonly BudgetAlert[] | undefined;
  },
): Promise<
  Result<
    { id: string },
    "forbidden" | "not_found" | "budget_not_positive" | "budget_alerts_repeated" | "budget_currency_stays"
  >
> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  if (amount && compareAmounts(amount.amount, "0") <= 0) return refuse("budget_not_positive");
  if (alerts && hasRepeatedAlerts(alerts)) return refuse("budget_alerts_repeated");
  return db().transaction(async (tx) => {
    const budget = await lockBudget(tx, id);
    if (!budget) return refuse("not_found");
    if (amount && amount.currency !== budget.currency)
      return refuse("budget_currency_stays", { currency: budget.currency });
    const before = {
      ...{ name: budget.name, amount: money(budget.amount, budget.currency).amount },
      ...(alerts && { alerts: budget.alerts }),
    };
    const after = {
      ...{ name: name ?? before.name, amount: amount?.amount ?? before.amount },
      ...(alerts && { alerts: sortAlerts(alerts) }),
    };
    const isOther = compareAmounts(after.amount, before.amount) !== 0;
    await updateBudget(tx, id, { ...after, forecastAt: null, ...(isOther && { forecastShare: 0 }) });
    await beginMonths(tx, [id]);
    await recordAudit(tx, actor, {
      action: "budgets.change",
      targetType: "budget",
      targetId: id,
      before,
      after,
    });
    return accept({ id });
  });
}

/** Takes a budget away. Needs `budgets:write`. */
export async function deleteBudget(
  actor: Actor,
  id: string,
): Promise<Result<null, "forbidden" | "not_found">> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const budget = await lockBudget(tx, id);
    if (!budget) return refuse("not_found");
    await updateBudget(tx, id, { archivedAt: new Date() });
    const { name, amount, currency, scopeKind, scopeId } = budget;
    await recordAudit(tx, actor, {
      action: "budgets.delete",
      targetType: "budget",
      targetId: id,
      before: { name, amount, currency, scopeKind, scopeId },
    });
    return accept(null);
  });
}
