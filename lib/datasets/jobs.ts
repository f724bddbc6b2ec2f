import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Reads a file into the rows of its dataset. */
export const importDataset: Job<{ datasetId: string }> = {
  name: "datasets.import",
  payload: z.object({ datasetId: z.string() }),
  // Each import has a thread and its memory to itself.
  concurrency: 1,
  // Every restart of the process takes one; what was read before is kept.
  retryLimit: 100,
  expireInSeconds: 6 * 60 * 60,
};

/** Fills a dataset with rows that were picked of another. */
export const pickRowsJob: Job<{ datasetId: string }> = {
  name: "datasets.pick",
  payload: z.object({ datasetId: z.string() }),
  concurrency: 1,
  retryLimit: 100,
  expireInSeconds: 60 * 60,
};

/**
 * Removes files that no dataset needs, and what readers left behind. Each upload and each archived dataset asks for it
 * a day later.
 */
export const cleanUploadsJob: Job<object> = {
  name: "datasets.clean-uploads",
  payload: z.object({}),
  concurrency: 1,
  retryLimit: 3,
  expireInSeconds: 10 * 60,
  makesRoom: true,
};
