import { driveProviderBatchJob, feedBatchJob, runChunkJob, runScheduleJob } from "#lib/batches/jobs.ts";
import { cleanUploadsJob, importDataset } from "#lib/datasets/jobs.ts";
import { writePublicationJob } from "#lib/publishing/jobs.ts";
import type { Job } from "#lib/queue/job.ts";
import { recountBudgetJob } from "#lib/spend/jobs.ts";
import { runTrialJob } from "#lib/trials/jobs.ts";

/** Every kind of job, each from its own domain's `jobs.ts`: what a queue has to know before anything is put on it. */
export const jobs: Job<object>[] = [
  importDataset,
  cleanUploadsJob,
  runTrialJob,
  feedBatchJob,
  runChunkJob,
  driveProviderBatchJob,
  runScheduleJob,
  recountBudgetJob,
  writePublicationJob,
];
