import { driveProviderBatchJob, feedBatchJob, runChunkJob, runScheduleJob } from "#lib/batches/jobs.ts";
import { driveProviderBatch } from "#lib/batches/provider-batches/step-provider-batch.ts";
import { runFeedBatch } from "#lib/batches/run/feed-batch.ts";
import { chunkShare } from "#lib/batches/run/held-chunks.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { runDueSchedule } from "#lib/batches/schedules/run-schedule.ts";
import { cleanUploads } from "#lib/datasets/clean-uploads.ts";
import { cleanUploadsJob, importDataset } from "#lib/datasets/jobs.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { writePublicationJob } from "#lib/publishing/jobs.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import type { HandledJob } from "#lib/queue/job.ts";
import { recountBudget } from "#lib/spend/budgets/recount-budget.ts";
import { recountBudgetJob } from "#lib/spend/jobs.ts";
import { runTrialJob } from "#lib/trials/jobs.ts";
import { runTrial } from "#lib/trials/run-trial.ts";

/** What a worker does: every kind of job with its handler. Only workers load it. */
export const handledJobs: HandledJob<object>[] = [
  handled(importDataset, runImport),
  handled(cleanUploadsJob, cleanUploads),
  handled(runTrialJob, runTrial),
  handled(feedBatchJob, runFeedBatch),
  { ...handled(runChunkJob, runChunk), share: chunkShare },
  handled(driveProviderBatchJob, driveProviderBatch),
  handled(runScheduleJob, runDueSchedule),
  handled(recountBudgetJob, recountBudget),
  handled(writePublicationJob, writePublication),
];

function handled<Payload extends object>(
  job: Omit<HandledJob<Payload>, "run" | "share">,
  run: HandledJob<Payload>["run"],
): HandledJob<Payload> {
  return { ...job, run };
}
