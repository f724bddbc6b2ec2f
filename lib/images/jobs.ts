import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** Removes assets that came of previews and that nobody kept. Each preview asks for it, for when its own is due. */
export const cleanAssetsJob: Job<object> = {
  name: "images.clean",
  payload: z.object({}),
  concurrency: 1,
  retryLimit: 3,
  expireInSeconds: 10 * 60,
  makesRoom: true,
};
