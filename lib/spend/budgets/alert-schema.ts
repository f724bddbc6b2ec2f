import { z } from "zod";
import { ALERT_ACTIONS, ALERT_BASES, type BudgetAlert } from "./alert.ts";

/** An alert as the API takes and gives it; apart from what the screens know of alerts, which need no validator. */
export const alertSchema = z.object({
  basis: z
    .enum(ALERT_BASES)
    .describe("`actual`: of what is spent, possibly billed included. `forecast`: of where the month heads"),
  share: z.int().min(1).max(100).describe("Percent of the amount"),
  action: z
    .enum(ALERT_ACTIONS)
    .describe(
      "`notify` tells; `ask-approval`: launches wait for somebody else's word from then on; `stop`: batches and trials pause, as where a budget is used up",
    ),
}) satisfies z.ZodType<BudgetAlert>;
