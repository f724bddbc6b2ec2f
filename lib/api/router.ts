import { authRouter } from "#lib/auth/router.ts";
import { batchesRouter } from "#lib/batches/router.ts";
import { schedulesRouter } from "#lib/batches/schedules/router.ts";
import { datasetsRouter } from "#lib/datasets/router.ts";
import { modelsRouter } from "#lib/models/router.ts";
import { publishingRouter } from "#lib/publishing/router.ts";
import { reviewRouter } from "#lib/review/router.ts";
import { budgetsRouter } from "#lib/spend/budgets/router.ts";
import { spendRouter } from "#lib/spend/router.ts";
import { templatesRouter } from "#lib/templates/router.ts";
import { trialsRouter } from "#lib/trials/router.ts";

/** Everything under /api/v1: one router gives REST, the OpenAPI document, the client of the screens and their events. */
export const router = {
  ...authRouter,
  batches: batchesRouter,
  schedules: schedulesRouter,
  ...datasetsRouter,
  spend: spendRouter,
  budgets: budgetsRouter,
  trials: trialsRouter,
  ...modelsRouter,
  ...reviewRouter,
  ...publishingRouter,
  templates: templatesRouter,
};

export type AppRouter = typeof router;
