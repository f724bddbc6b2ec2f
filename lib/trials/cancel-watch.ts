import { db } from "#db/client.ts";
import { findTrial } from "#db/queries/trials/trials.ts";
import { log } from "#lib/observability/log.ts";

/** How soon a worker notices that a trial was cancelled. */
const LOOK_EVERY_MS = 400;

/** Watches a trial while this process makes it: the signal aborts when it was cancelled. Call `leave` when done. */
export function watchForCancel(trialId: string): { cancelled: AbortSignal; leave(): void } {
  const cancelled = new AbortController();
  const timer = setInterval(async () => {
    try {
      const found = await findTrial(db(), trialId);
      if (found?.trial.status !== "running") cancelled.abort();
    } catch (err) {
      log.warn({ err, trialId }, "a trial could not be watched");
    }
  }, LOOK_EVERY_MS);
  return { cancelled: cancelled.signal, leave: () => clearInterval(timer) };
}
