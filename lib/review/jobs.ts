import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Takes the items of a lot out of it: approved after its release, or for people to read after its rejection. */
export const settleLotJob: Job<{ lotId: string }> = {
  name: "review.settle-lot",
  payload: z.object({ lotId: z.uuid() }),
  concurrency: 1,
  retryLimit: 1_000,
  expireInSeconds: 60 * 60,
};
