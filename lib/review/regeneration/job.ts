import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Makes one output anew; run again after a crash, it goes on where it was. */
export const regenerateJob: Job<{ id: string }> = {
  name: "review.regenerate",
  payload: z.object({ id: z.uuid() }),
  concurrency: 10,
  retryLimit: 20,
  expireInSeconds: 3_600,
};
