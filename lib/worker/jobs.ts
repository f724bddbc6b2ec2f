import {
  driveProviderBatchJob,
  feedBatchJob,
  formLotsJob,
  launchFrozenJob,
  runChunkJob,
  runScheduleJob,
} from "#lib/batches/jobs.ts";
import { catalogueImportJob, freezeProductsJob, indexProductsJob } from "#lib/catalogue/jobs.ts";
import { runRescanJob } from "#lib/checks/rescans/jobs.ts";
import { answerTurnJob } from "#lib/conversations/jobs.ts";
import { cleanUploadsJob, importDataset, pickRowsJob } from "#lib/datasets/jobs.ts";
import { cleanAssetsJob, runPreviewJob, runReportJob } from "#lib/images/jobs.ts";
import { proposeJob } from "#lib/improvements/jobs.ts";
import { fillVectorsJob, indexDocumentJob } from "#lib/knowledge/jobs.ts";
import { deliverJob } from "#lib/notifications/jobs.ts";
import { runBulkActionJob } from "#lib/outputs/jobs.ts";
import { writePublicationJob } from "#lib/publishing/jobs.ts";
import type { Job } from "#lib/queue/job.ts";
import { removeOldJob } from "#lib/retention/jobs.ts";
import { settleLotJob } from "#lib/review/jobs.ts";
import { regenerateJob } from "#lib/review/regeneration/job.ts";
import { recountBudgetJob } from "#lib/spend/jobs.ts";
import { runTrialJob } from "#lib/trials/jobs.ts";

/** Every kind of job, each from its own domain's `jobs.ts`: what a queue has to know before anything is put on it. */
export const jobs: Job<object>[] = [
  importDataset,
  pickRowsJob,
  cleanUploadsJob,
  runPreviewJob,
  runReportJob,
  cleanAssetsJob,
  catalogueImportJob,
  freezeProductsJob,
  indexProductsJob,
  indexDocumentJob,
  fillVectorsJob,
  runTrialJob,
  answerTurnJob,
  proposeJob,
  launchFrozenJob,
  feedBatchJob,
  runChunkJob,
  driveProviderBatchJob,
  formLotsJob,
  runScheduleJob,
  regenerateJob,
  recountBudgetJob,
  settleLotJob,
  writePublicationJob,
  runRescanJob,
  runBulkActionJob,
  removeOldJob,
  deliverJob,
];
