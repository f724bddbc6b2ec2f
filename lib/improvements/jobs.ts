import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Asks a proposer and starts the trial of what it proposes; run again after a crash, it goes on from what is kept. */
export const proposeJob: Job<{ improvementId: string }> = {
  name: "improvements.propose",
  payload: z.object({ improvementId: z.uuid() }),
  concurrency: 2,
  retryLimit: 20,
  expireInSeconds: 3_600,
};
