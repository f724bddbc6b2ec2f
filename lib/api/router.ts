import { authRouter } from "#lib/auth/router.ts";
import { batchesRouter } from "#lib/batches/router.ts";
import { schedulesRouter } from "#lib/batches/schedules/router.ts";
import { catalogueRouter } from "#lib/catalogue/router.ts";
import { lexiconsRouter } from "#lib/checks/lexicons/router.ts";
import { rescansRouter } from "#lib/checks/rescans/router.ts";
import { checksRouter } from "#lib/checks/router.ts";
import { complianceRouter } from "#lib/compliance/router.ts";
import { conversationsRouter } from "#lib/conversations/router.ts";
import { datasetsRouter } from "#lib/datasets/router.ts";
import { judgesRouter } from "#lib/evaluators/judges/router.ts";
import { regressionSetsRouter } from "#lib/evaluators/regression-sets/router.ts";
import { explanationsRouter } from "#lib/explanations/router.ts";
import { glossariesRouter } from "#lib/glossaries/router.ts";
import { imageReportsRouter } from "#lib/images/reports/router.ts";
import { assetsRouter, imagesRouter } from "#lib/images/router.ts";
import { improvementsRouter } from "#lib/improvements/router.ts";
import { knowledgeRouter } from "#lib/knowledge/router.ts";
import { memoryRouter } from "#lib/memory/router.ts";
import { modelsRouter } from "#lib/models/router.ts";
import { notificationsRouter } from "#lib/notifications/router.ts";
import { outputsRouter } from "#lib/outputs/router.ts";
import { publishingRouter } from "#lib/publishing/router.ts";
import { qualityRouter } from "#lib/quality/router.ts";
import { retentionRouter } from "#lib/retention/router.ts";
import { lotsRouter } from "#lib/review/lots/router.ts";
import { reviewRouter } from "#lib/review/router.ts";
import { savedViewsRouter } from "#lib/saved-views/router.ts";
import { searchRouter } from "#lib/search/router.ts";
import { budgetsRouter } from "#lib/spend/budgets/router.ts";
import { spendRouter } from "#lib/spend/router.ts";
import { templatesRouter } from "#lib/templates/router.ts";
import { snippetsRouter } from "#lib/templates/snippets/router.ts";
import { toolsRouter } from "#lib/tools/router.ts";
import { trialsRouter } from "#lib/trials/router.ts";

/** Everything under /api/v1: one router gives REST, the OpenAPI document, the client of the screens and their events. */
export const router = {
  ...authRouter,
  batches: batchesRouter,
  schedules: schedulesRouter,
  ...datasetsRouter,
  ...catalogueRouter,
  assets: assetsRouter,
  images: imagesRouter,
  imageReports: imageReportsRouter,
  ...knowledgeRouter,
  spend: spendRouter,
  budgets: budgetsRouter,
  trials: trialsRouter,
  conversations: conversationsRouter,
  ...modelsRouter,
  review: reviewRouter,
  lots: lotsRouter,
  ...publishingRouter,
  outputs: outputsRouter,
  quality: qualityRouter,
  ...retentionRouter,
  explanations: explanationsRouter,
  compliance: complianceRouter,
  checks: checksRouter,
  lexicons: lexiconsRouter,
  rescans: rescansRouter,
  glossaries: glossariesRouter,
  memory: memoryRouter,
  notifications: notificationsRouter,
  templates: templatesRouter,
  judges: judgesRouter,
  regressionSets: regressionSetsRouter,
  improvements: improvementsRouter,
  snippets: snippetsRouter,
  tools: toolsRouter,
  search: searchRouter,
  views: savedViewsRouter,
};

export type AppRouter = typeof router;
