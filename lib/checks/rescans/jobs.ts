import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

const payload = z.object({ rescanId: z.string() });

/** Checks outputs anew. */
export const runRescanJob: Job<z.output<typeof payload>> = {
  name: "checks.rescan",
  payload,
  concurrency: 1,
  retryLimit: 20,
  expireInSeconds: 24 * 60 * 60,
};
