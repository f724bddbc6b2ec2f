import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

const payload = z.object({ actionId: z.string() });

/** Does what was asked for with every output of one bulk action. */
export const runBulkActionJob: Job<z.output<typeof payload>> = {
  name: "outputs.bulk",
  payload,
  concurrency: 1,
  retryLimit: 20,
  expireInSeconds: 6 * 60 * 60,
};
