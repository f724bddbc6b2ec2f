import type { PgBoss, Job as QueuedJob } from "pg-boss";
import { log } from "#lib/log.ts";
import type { Job } from "./job.ts";
import { jobs } from "./jobs.ts";
import { stopQueue } from "./queue.ts";

const POLL_SECONDS = 0.5;

/** The jobs of this process: stop it before the database closes. */
export interface RunningJobs {
  /** No new job starts; running ones are asked to stop and waited for. */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts taking jobs of every kind from the started queue. */
export async function runJobs(boss: PgBoss): Promise<RunningJobs> {
  const stopping = new AbortController();
  for (const job of jobs) {
    const work = {
      batchSize: 1,
      pollingIntervalSeconds: POLL_SECONDS,
      localConcurrency: job.concurrency,
      ...(job.groupConcurrency && { localGroupConcurrency: job.groupConcurrency }),
    };
    await boss.work(job.name, work, async (taken: QueuedJob<unknown>[]) => {
      for (const one of taken) await runJob(job, one, stopping.signal);
    });
  }
  return {
    async stop(timeoutMs) {
      stopping.abort();
      await stopQueue(timeoutMs);
    },
  };
}

async function runJob(job: Job<object>, taken: QueuedJob<unknown>, stopping: AbortSignal): Promise<void> {
  try {
    const handler = await job.load();
    await handler(job.payload.parse(taken.data), AbortSignal.any([taken.signal, stopping]));
  } catch (err) {
    log.error({ err, job: job.name, jobId: taken.id }, "a job failed");
    throw err;
  }
}
