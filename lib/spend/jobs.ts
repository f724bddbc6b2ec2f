import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Counts again what was spent in a new budget's month. */
export const recountBudgetJob: Job<{ budgetId: string }> = {
  name: "budgets.recount",
  payload: z.object({ budgetId: z.uuid() }),
  concurrency: 1,
  retryLimit: 100,
  expireInSeconds: 15 * 60,
};
