import { setTimeout as wait } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { log } from "#lib/observability/log.ts";
import { givenUpQueue, type HandledJob, type RunnableJob } from "#lib/queue/job.ts";
import { stopQueue } from "#lib/queue/queue.ts";
import { DiskWatch } from "./disk-watch.ts";
import { watchDueJobs } from "./due-watch.ts";
import { handledJobs } from "./handlers.ts";
import { IndexWatch } from "./index-watch.ts";
import { JobTaker } from "./job-taker.ts";
import { sendUntil } from "./sender.ts";
import { tellUntil } from "./teller.ts";

/** The jobs of this process: stop it before the database closes. */
export interface RunningJobs {
  /** No new job starts; running ones are asked to stop and waited for. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Starts taking jobs of every kind from the started queue, while there is room on the disk, telling what happens, and
 * sending what is published.
 */
export async function runJobs(boss: PgBoss): Promise<RunningJobs> {
  const stopping = new AbortController();
  const disk = new DiskWatch();
  await disk.start();
  const index = new IndexWatch();
  index.start();
  boss.on("stopped", () => {
    stopping.abort();
    disk.stop();
    void index.stop();
  });
  const until = { stopping: stopping.signal, hold: disk };
  const takers = handledJobs.flatMap((job) =>
    [lastOf(job), job].map((one) => new JobTaker(boss, one, until)),
  );
  const working = Promise.all([
    ...takers.map((taker) => taker.work()),
    watchDueJobs(takers, stopping.signal),
    tellUntil(stopping.signal),
    sendUntil(stopping.signal),
  ]);
  return {
    async stop(timeoutMs) {
      stopping.abort();
      disk.stop();
      await Promise.race([Promise.all([working, index.stop()]), wait(timeoutMs, undefined, { ref: false })]);
      await stopQueue();
    },
  };
}

/** What is done with a job whose retries have run out. */
export function lastOf(job: HandledJob<object>): RunnableJob<object> {
  return {
    name: givenUpQueue(job),
    payload: job.payload,
    concurrency: 1,
    retryLimit: job.retryLimit,
    expireInSeconds: job.expireInSeconds,
    // What could not make room must not wait for it.
    ...(job.makesRoom && { makesRoom: job.makesRoom }),
    async run(payload) {
      log.error({ job: job.name, ...payload }, "a job was given up after its last try");
      await job.giveUp(payload);
    },
  };
}
