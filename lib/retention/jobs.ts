import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Removes what is kept long enough, once a day, and at once where policies change. A later turn makes this one void. */
export const removeOldJob: Job<{ turn: number }> = {
  name: "retention.remove",
  payload: z.object({ turn: z.number().int() }),
  concurrency: 1,
  retryLimit: 3,
  expireInSeconds: 10 * 60,
  makesRoom: true,
};
