import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Does a preview's operations. */
export const runPreviewJob: Job<{ previewId: string }> = {
  name: "images.preview",
  payload: z.object({ previewId: z.string() }),
  // Each holds a decoded picture some times over.
  concurrency: 1,
  retryLimit: 5,
  expireInSeconds: 10 * 60,
};

/** Measures the pictures of a dataset's column. */
export const runReportJob: Job<{ reportId: string }> = {
  name: "images.report",
  payload: z.object({ reportId: z.string() }),
  concurrency: 1,
  // Every restart of the process takes one; what was measured before is kept.
  retryLimit: 100,
  expireInSeconds: 24 * 60 * 60,
};

/** Removes assets that came of previews and that nobody kept. Each preview asks for it, for when its own is due. */
export const cleanAssetsJob: Job<object> = {
  name: "images.clean",
  payload: z.object({}),
  concurrency: 1,
  retryLimit: 3,
  expireInSeconds: 10 * 60,
  makesRoom: true,
};
