import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Makes the calls of one trial; run again after a crash, it asks only what has not ended. */
export const runTrialJob: Job<{ trialId: string }> = {
  name: "trials.run",
  payload: z.object({ trialId: z.uuid() }),
  concurrency: 3,
  retryLimit: 20,
  expireInSeconds: 3_600,
};
