import { z } from "zod";
import type { Job } from "#lib/queue/job.ts";

/** One event on its way to one target; `slot`, where it took one, is when it is that target's turn. */
export interface Delivery {
  deliveryId: string;
  slot?: string | undefined;
}

/** Sends one event to one target. Its retries are its own: the queue's are for a database or a worker that was lost. */
export const deliverJob: Job<Delivery> = {
  name: "notifications.deliver",
  payload: z.object({ deliveryId: z.uuid(), slot: z.iso.datetime().optional() }),
  concurrency: 4,
  retryLimit: 100,
  expireInSeconds: 5 * 60,
};
