import { startQueue } from "#lib/queue/queue.ts";
import { handledJobs } from "./handlers.ts";
import { keepHeapLow } from "./heap-growth.ts";
import { type RunningJobs, runJobs } from "./run-jobs.ts";

/** Makes this process a worker: it takes jobs of every kind from the queue of the open database. */
export async function startWorker(): Promise<RunningJobs> {
  keepHeapLow();
  return runJobs(await startQueue(handledJobs, "worker"));
}
