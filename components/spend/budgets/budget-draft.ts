import { isAmount } from "#lib/money.ts";
import { type BudgetAlert, hasRepeatedAlerts, USUAL_ALERTS } from "#lib/spend/budgets/alert.ts";
import type { Budget } from "./budget-answers.ts";

/** What a budget may be for. */
export const BUDGET_KINDS = ["all", "template", "model", "person"] as const;
type BudgetKind = (typeof BUDGET_KINDS)[number];

/** An alert as it is being typed. */
export type AlertDraft = Omit<BudgetAlert, "share"> & { share: number | null };

/** What a line begins with that is added. */
export const NEW_ALERT: AlertDraft = { basis: "actual", share: 90, action: "notify" };

/** A budget as it is being typed. */
export interface BudgetDraft {
  name: string;
  amount: string;
  currency: string;
  /** What a new one is for; one that stands is for what it is for. */
  kind: BudgetKind;
  scopeId: string | null;
  timeZone: string;
  alerts: readonly AlertDraft[];
}

/** The draft a panel opens with; `null` for a new budget. */
export function draftOf(
  budget: Budget | null,
  usual: Pick<BudgetDraft, "currency" | "timeZone">,
): BudgetDraft {
  return {
    name: budget?.name ?? "",
    amount: budget?.amount.amount ?? "",
    currency: budget?.amount.currency ?? usual.currency,
    kind: "all",
    scopeId: null,
    timeZone: usual.timeZone,
    alerts: budget
      ? budget.alerts.map(({ basis, share, action }) => ({ basis, share, action }))
      : USUAL_ALERTS,
  };
}

/** Another kind of thing that it is for: which one is chosen anew. */
export function withKind(draft: BudgetDraft, kind: BudgetKind): BudgetDraft {
  return { ...draft, kind, scopeId: null };
}

/** Whether enough is typed to be looked at. */
export function isBudgetComplete({ name, amount, kind, scopeId }: BudgetDraft, isNew: boolean): boolean {
  const isForSomething = !isNew || kind === "all" || scopeId !== null;
  return name.trim() !== "" && amount.trim() !== "" && isForSomething;
}

/** Whether amount and currency are none, and what is wrong with the alerts. */
export function budgetFaults({
  amount,
  currency,
  alerts,
}: Pick<BudgetDraft, "amount" | "currency" | "alerts">) {
  return {
    amount: !isAmount(amount),
    currency: !/^[A-Za-z]{3}$/.test(currency.trim()),
    alerts: alertsFault(alerts),
  };
}

function alertsFault(alerts: readonly AlertDraft[]): "shareMisfit" | "repeated" | null {
  const whole = alerts.flatMap(({ share, ...alert }) =>
    share !== null && Number.isInteger(share) && share >= 1 && share <= 100 ? { ...alert, share } : [],
  );
  if (whole.length < alerts.length) return "shareMisfit";
  return hasRepeatedAlerts(whole) ? "repeated" : null;
}

/** What is sent of a budget that is changed. */
export function changeInput({ name, amount, currency, alerts }: BudgetDraft) {
  return {
    name,
    amount: { amount: amount.trim(), currency: currency.trim().toUpperCase() },
    alerts: alerts.map(({ share, ...alert }) => ({ ...alert, share: share ?? 0 })),
  };
}

/** What is sent of a new one. */
export function createInput(draft: BudgetDraft) {
  const { kind, scopeId, timeZone } = draft;
  const scope = { kind, ...(scopeId !== null && kind !== "all" && { id: scopeId }) };
  return { ...changeInput(draft), scope, timeZone };
}
