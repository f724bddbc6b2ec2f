import { z } from "zod";
import type { Job } from "#lib/worker/job.ts";
import { chunkShare } from "./chunk-share.ts";

/** Hands out the next chunks of a batch; also what starts a scheduled one. */
export const feedBatchJob: Job<{ batchId: string }> = {
  name: "batches.feed",
  payload: z.object({ batchId: z.uuid() }),
  concurrency: 1,
  retryLimit: 1_000,
  expireInSeconds: 60,
  load: () => import("./feed-batch.ts").then((m) => m.runFeedBatch),
};

/** Makes the items of one chunk. */
export const runChunkJob: Job<{ batchId: string; number: number }> = {
  name: "batches.run-chunk",
  payload: z.object({ batchId: z.uuid(), number: z.int() }),
  // 5,000 calls in flight are 50 chunks, and as many again may wait for slow ones to end.
  concurrency: 100,
  share: chunkShare,
  // A worker that is killed again and again costs a retry each time; the batch must still end.
  retryLimit: 10_000,
  expireInSeconds: 6 * 60 * 60,
  load: () => import("./run-chunk.ts").then((m) => m.runChunk),
};

/** Takes a provider batch one step further: gathers and submits its requests, looks at it, takes in its results. */
export const driveProviderBatchJob: Job<{ id: string; turn: number }> = {
  name: "batches.drive-provider-batch",
  payload: z.object({ id: z.uuid(), turn: z.int() }),
  concurrency: 2,
  retryLimit: 10_000,
  expireInSeconds: 6 * 60 * 60,
  load: () => import("./provider-batch/drive.ts").then((m) => m.driveProviderBatch),
};

/** Launches what a schedule keeps, once for the time it is due. */
export const runScheduleJob: Job<{ scheduleId: string; dueAt: string }> = {
  name: "schedules.run",
  payload: z.object({ scheduleId: z.uuid(), dueAt: z.iso.datetime() }),
  concurrency: 2,
  retryLimit: 1_000,
  expireInSeconds: 15 * 60,
  load: () => import("./schedules/run-schedule.ts").then((m) => m.runDueSchedule),
};
