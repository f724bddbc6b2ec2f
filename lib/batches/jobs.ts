import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Hands out the next chunks of a batch; also what starts a scheduled one. */
export const feedBatchJob: Job<{ batchId: string }> = {
  name: "batches.feed",
  payload: z.object({ batchId: z.uuid() }),
  concurrency: 1,
  retryLimit: 1_000,
  expireInSeconds: 60,
};

/** Sets a batch going that waits for the rows of its selection. */
export const launchFrozenJob: Job<{ batchId: string }> = {
  name: "batches.launch-frozen",
  payload: z.object({ batchId: z.uuid() }),
  concurrency: 2,
  retryLimit: 1_000,
  // What is due of a million rows takes its time to be found.
  expireInSeconds: 15 * 60,
};

/** Makes the items of one chunk. */
export const runChunkJob: Job<{ batchId: string; number: number }> = {
  name: "batches.run-chunk",
  payload: z.object({ batchId: z.uuid(), number: z.int() }),
  // 5,000 calls in flight are 50 chunks, and as many again may wait for slow ones to end.
  concurrency: 100,
  // A worker that is killed again and again costs a retry each time; the batch must still end.
  retryLimit: 10_000,
  expireInSeconds: 6 * 60 * 60,
};

/** Puts what a batch that is over has made, and no person would read, into lots. */
export const formLotsJob: Job<{ batchId: string }> = {
  name: "batches.form-lots",
  payload: z.object({ batchId: z.uuid() }),
  concurrency: 1,
  retryLimit: 1_000,
  expireInSeconds: 60 * 60,
};

/** Takes a provider batch one step further: gathers and submits its requests, looks at it, takes in its results. */
export const driveProviderBatchJob: Job<{ id: string; turn: number }> = {
  name: "batches.drive-provider-batch",
  payload: z.object({ id: z.uuid(), turn: z.int() }),
  concurrency: 2,
  retryLimit: 10_000,
  expireInSeconds: 6 * 60 * 60,
};

/** Launches what a schedule keeps, once for the time it is due. */
export const runScheduleJob: Job<{ scheduleId: string; dueAt: string }> = {
  name: "schedules.run",
  payload: z.object({ scheduleId: z.uuid(), dueAt: z.iso.datetime() }),
  concurrency: 2,
  retryLimit: 1_000,
  expireInSeconds: 15 * 60,
};
