import {
  driveProviderBatchJob,
  feedBatchJob,
  formLotsJob,
  launchFrozenJob,
  runChunkJob,
  runScheduleJob,
} from "#lib/batches/jobs.ts";
import { giveUpLaunchFrozen, runLaunchFrozen } from "#lib/batches/launch/launch-frozen.ts";
import { giveUpProviderBatch } from "#lib/batches/provider-batches/give-up-provider-batch.ts";
import { driveProviderBatch } from "#lib/batches/provider-batches/step-provider-batch.ts";
import { giveUpFeeding, runFeedBatch } from "#lib/batches/run/feed-batch.ts";
import { chunkShare } from "#lib/batches/run/held-chunks.ts";
import { giveUpChunk, runChunk } from "#lib/batches/run/run-chunk.ts";
import { giveUpDueSchedule, runDueSchedule } from "#lib/batches/schedules/run-schedule.ts";
import { giveUpCatalogueImport, runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import { indexProducts } from "#lib/catalogue/index-products.ts";
import { catalogueImportJob, freezeProductsJob, indexProductsJob } from "#lib/catalogue/jobs.ts";
import { giveUpFreeze, runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { runRescanJob } from "#lib/checks/rescans/jobs.ts";
import { giveUpRescan, runRescan } from "#lib/checks/rescans/run-rescan.ts";
import { answerTurnJob } from "#lib/conversations/jobs.ts";
import { giveUpTurn, runTurn } from "#lib/conversations/run-turn.ts";
import { cleanUploads } from "#lib/datasets/clean-uploads.ts";
import { cleanUploadsJob, importDataset, pickRowsJob } from "#lib/datasets/jobs.ts";
import { giveUpPick, runPick } from "#lib/datasets/pick-rows.ts";
import { giveUpImport, runImport } from "#lib/datasets/run-import.ts";
import { cleanAssets } from "#lib/images/clean-assets.ts";
import { cleanAssetsJob, runPreviewJob, runReportJob } from "#lib/images/jobs.ts";
import { giveUpReport, runReport } from "#lib/images/reports/run-report.ts";
import { giveUpPreview, runPreview } from "#lib/images/run-preview.ts";
import { proposeJob } from "#lib/improvements/jobs.ts";
import { giveUpImprovement, runImprovement } from "#lib/improvements/run-improvement.ts";
import { giveUpIndexDocument, runIndexDocument } from "#lib/knowledge/index-document.ts";
import { fillVectorsJob, indexDocumentJob } from "#lib/knowledge/jobs.ts";
import { runFillVectors } from "#lib/knowledge/ready-vectors.ts";
import { deliverJob } from "#lib/notifications/jobs.ts";
import { deliver, giveUpDelivery } from "#lib/notifications/targets/deliver.ts";
import { runBulkActionJob } from "#lib/outputs/jobs.ts";
import { giveUpBulkAction, runBulkAction } from "#lib/outputs/run-bulk-action.ts";
import { writePublicationJob } from "#lib/publishing/jobs.ts";
import { giveUpPublication, writePublication } from "#lib/publishing/write-publication.ts";
import type { HandledJob } from "#lib/queue/job.ts";
import { removeOldJob } from "#lib/retention/jobs.ts";
import { removeOld, removeOldLater } from "#lib/retention/remove-old.ts";
import { settleLotJob } from "#lib/review/jobs.ts";
import { giveUpFormingLots, runFormLots } from "#lib/review/lots/form-lots.ts";
import { runSettleLot, settleLotLater } from "#lib/review/lots/settle-lot.ts";
import { regenerateJob } from "#lib/review/regeneration/job.ts";
import { giveUpRegeneration, runRegeneration } from "#lib/review/regeneration/run-regeneration.ts";
import { recountBudget, recountLater } from "#lib/spend/budgets/recount-budget.ts";
import { recountBudgetJob } from "#lib/spend/jobs.ts";
import { runTrialJob } from "#lib/trials/jobs.ts";
import { giveUpTrial, runTrial } from "#lib/trials/run-trial.ts";

/** What a worker does: every kind of job with its handler, and with what ends it when it was tried in vain. Only workers load it. */
export const handledJobs: HandledJob<object>[] = [
  handled(importDataset, runImport, giveUpImport),
  handled(pickRowsJob, runPick, giveUpPick),
  // The next upload asks for it again.
  handled(cleanUploadsJob, cleanUploads, async () => {}),
  handled(runPreviewJob, runPreview, giveUpPreview),
  handled(runReportJob, runReport, giveUpReport),
  // The next preview asks for it again.
  handled(cleanAssetsJob, cleanAssets, async () => {}),
  handled(catalogueImportJob, runCatalogueImport, giveUpCatalogueImport),
  handled(freezeProductsJob, runFreeze, giveUpFreeze),
  // The next change asks for it again.
  handled(indexProductsJob, indexProducts, async () => {}),
  handled(indexDocumentJob, runIndexDocument, giveUpIndexDocument),
  // The next search asks for it again.
  handled(fillVectorsJob, runFillVectors, async () => {}),
  handled(runTrialJob, runTrial, giveUpTrial),
  handled(answerTurnJob, runTurn, giveUpTurn),
  handled(proposeJob, runImprovement, giveUpImprovement),
  handled(launchFrozenJob, runLaunchFrozen, giveUpLaunchFrozen),
  handled(feedBatchJob, runFeedBatch, giveUpFeeding),
  { ...handled(runChunkJob, runChunk, giveUpChunk), share: chunkShare },
  handled(driveProviderBatchJob, driveProviderBatch, giveUpProviderBatch),
  handled(formLotsJob, runFormLots, giveUpFormingLots),
  handled(runScheduleJob, runDueSchedule, giveUpDueSchedule),
  handled(regenerateJob, runRegeneration, giveUpRegeneration),
  handled(recountBudgetJob, recountBudget, recountLater),
  handled(settleLotJob, runSettleLot, settleLotLater),
  handled(writePublicationJob, writePublication, giveUpPublication),
  handled(runRescanJob, runRescan, giveUpRescan),
  handled(runBulkActionJob, runBulkAction, giveUpBulkAction),
  handled(removeOldJob, removeOld, removeOldLater),
  handled(deliverJob, deliver, giveUpDelivery),
];

function handled<Payload extends object>(
  job: Omit<HandledJob<Payload>, "run" | "giveUp" | "share">,
  run: HandledJob<Payload>["run"],
  giveUp: HandledJob<Payload>["giveUp"],
): HandledJob<Payload> {
  return { ...job, run, giveUp };
}
