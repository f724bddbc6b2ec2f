import { db } from "#db/client.ts";
import { beginMonths } from "#db/queries/spend/budgets.ts";

/**
 * The job: counts a budget's month from the ledger once more. An entry that was being written while the budget was
 * made could see nothing of it; by now it is in the ledger.
 */
export async function recountBudget({ budgetId }: { budgetId: string }): Promise<void> {
  await db().transaction((tx) => beginMonths(tx, [budgetId]));
}
