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
}

/** Calls whose entries were under way when a budget was made are counted in it by then. */
const RECOUNT_AFTER_MS = 30_000;

/** Sets a budget; what was spent in the month so far counts at once. Needs `budgets:write`. */
export async function createBudget(
  actor: Actor,
  { name, amount, scope, timeZone }: NewBudget,
): Promise<
  Result<{ id: string }, "forbidden" | "budget_not_positive" | "budget_scope_not_found" | "time_zone_unknown">
> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  if (compareAmounts(amount.amount, "0") <= 0) return refuse("budget_not_positive");
  const zone = readTimeZone(timeZone);
  if (!zone) return refuse("time_zone_unknown");
  if (scope.kind !== "all") {
    const known = await listScopes(db());
    if (!known.some(({ kind, id }) => kind === scope.kind && id === scope.id))
      return refuse("budget_scope_not_found");
  }
  const scopeId = scope.kind === "all" ? null : (scope.id ?? null);
  const budget = { id: newId(), name, ...amount, scopeKind: scope.kind, scopeId, timeZone: zone };
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

/** Renames a budget, or raises or lowers it. Needs `budgets:write`. */
export async function changeBudget(
  actor: Actor,
  id: string,
  { name, amount }: { name?: string | undefined; amount?: Money | undefined },
): Promise<
  Result<{ id: string }, "forbidden" | "not_found" | "budget_not_positive" | "budget_currency_stays">
> {
  if (!can(actor, "budgets:write")) return refuse("forbidden");
  if (amount && compareAmounts(amount.amount, "0") <= 0) return refuse("budget_not_positive");
  return db().transaction(async (tx) => {
    const budget = await lockBudget(tx, id);
    if (!budget) return refuse("not_found");
    if (amount && amount.currency !== budget.currency)
      return refuse("budget_currency_stays", { currency: budget.currency });
    const before = { name: budget.name, amount: money(budget.amount, budget.currency).amount };
    const after = { name: name ?? before.name, amount: amount?.amount ?? before.amount };
    await updateBudget(tx, id, after);
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
