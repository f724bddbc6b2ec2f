import { keepHeapLow } from "./heap-growth.ts";
import { jobs } from "./jobs.ts";
import { startQueue } from "./queue.ts";
import { type RunningJobs, runJobs } from "./run-jobs.ts";

/** Makes this process a worker: it takes jobs of every kind from the queue of the open database. */
export async function startWorker(): Promise<RunningJobs> {
  keepHeapLow();
  return runJobs(await startQueue(jobs, "worker"));
}
