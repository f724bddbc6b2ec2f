import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { beginMonths } from "#db/queries/spend/budgets.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { notificationEvents } from "#db/schema/notifications.ts";
import { budgets } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { readEvent } from "#lib/notifications/event.ts";
import { textOf } from "#lib/notifications/event-text.ts";
import type { BudgetAlert } from "#lib/spend/budgets/alert.ts";
import { createBudget } from "#lib/spend/budgets/save-budget.ts";
import { type BudgetView, viewBudgets } from "#lib/spend/budgets/view-budgets.ts";

export const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "token" };

/** No budget is in force any more, and nothing was told. */
export async function clearBudgets(): Promise<void> {
  await db().update(budgets).set({ archivedAt: new Date() });
  await db().delete(notificationEvents);
}

/** A budget of one person, whose spend is nobody else's. */
export async function setBudget(amount: string, alerts: BudgetAlert[], person = newId()): Promise<string> {
  const made = await createBudget(manager, {
    ...{ name: "Autumn", timeZone: "UTC", alerts },
    amount: { amount, currency: "USD" },
    scope: { kind: "all" },
  });
  if (!made.ok) throw new Error(made.refusal.code);
  await db()
    .update(budgets)
    .set({ scopeKind: "person", scopeId: person })
    .where(eq(budgets.id, made.value.id));
  await db().transaction((tx) => beginMonths(tx, [made.value.id]));
  await db().delete(notificationEvents);
  return made.value.id;
}

export async function rowOf(id: string): Promise<typeof budgets.$inferSelect> {
  const [row] = await db().select().from(budgets).where(eq(budgets.id, id));
  if (!row) throw new Error("No such budget.");
  return row;
}

export async function viewOf(id: string): Promise<BudgetView | undefined> {
  const viewed = await viewBudgets(manager);
  return viewed.ok ? viewed.value.find((budget) => budget.id === id) : undefined;
}

/** What was noted, in English, in the order it was. */
export async function noted(): Promise<string[]> {
  const rows = await db().select().from(notificationEvents).orderBy(notificationEvents.at);
  return rows.flatMap((row) => {
    const event = row.kind === "budget.crossed" ? readEvent(row) : null;
    return event ? [textOf(event, "en").title] : [];
  });
}

/** Spends on nothing but the ledger. */
export function spend(
  memberId: string,
  cost: string,
  part: { at?: Date; currency?: string } = {},
): Promise<unknown> {
  return recordAttempts(db(), [
    {
      ...{ id: newId(), kind: "settled", runKind: "trial", runId: newId(), seq: 0, outcome: "answered" },
      ...{ modelId: newId(), priceId: newId(), memberId, cost, currency: "USD", ...part },
    },
  ]);
}

export const actual = alertOf("actual");
export const forecast = alertOf("forecast");

function alertOf(basis: BudgetAlert["basis"]) {
  return (share: number, action: BudgetAlert["action"] = "notify"): BudgetAlert => ({ basis, share, action });
}
