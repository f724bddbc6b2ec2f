import { db } from "#db/client.ts";
import { beginMonths } from "#db/queries/spend/budgets.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { recountBudgetJob } from "../jobs.ts";

const RECOUNT_AFTER_MS = 3_600_000;

/**
 * The job: counts a budget's month from the ledger once more. An entry that was being written while the budget was
 * made could see nothing of it; by now it is in the ledger.
 */
export async function recountBudget({ budgetId }: { budgetId: string }): Promise<void> {
  await db().transaction((tx) => beginMonths(tx, [budgetId]));
}

/** The job was tried in vain: no budget is left with a count that nobody mends. */
export function recountLater({ budgetId }: { budgetId: string }): Promise<void> {
  return enqueue(
    db(),
    recountBudgetJob,
    { budgetId },
    { startAfter: new Date(Date.now() + RECOUNT_AFTER_MS) },
  );
}
