import { setTimeout as wait } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { stopQueue } from "#lib/queue/queue.ts";
import { handledJobs } from "./handlers.ts";
import { JobTaker } from "./job-taker.ts";

/** The jobs of this process: stop it before the database closes. */
export interface RunningJobs {
  /** No new job starts; running ones are asked to stop and waited for. */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts taking jobs of every kind from the started queue. */
export async function runJobs(boss: PgBoss): Promise<RunningJobs> {
  const stopping = new AbortController();
  boss.on("stopped", () => stopping.abort());
  const working = Promise.all(handledJobs.map((job) => new JobTaker(boss, job, stopping.signal).work()));
  return {
    async stop(timeoutMs) {
      stopping.abort();
      await Promise.race([working, wait(timeoutMs, undefined, { ref: false })]);
      await stopQueue();
    },
  };
}
