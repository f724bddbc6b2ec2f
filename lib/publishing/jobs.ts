import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

const payload = z.object({ publicationId: z.string() });

/** Writes the file of one publication. */
export const writePublicationJob: Job<z.output<typeof payload>> = {
  name: "publishing.write",
  payload,
  concurrency: 1,
  retryLimit: 20,
  expireInSeconds: 6 * 60 * 60,
};
