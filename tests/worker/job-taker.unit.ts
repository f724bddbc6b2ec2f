import type { PgBoss } from "pg-boss";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import type { HandledJob } from "#lib/queue/job.ts";
import { JobTaker } from "#lib/worker/job-taker.ts";

interface Attempt {
  id: string;
  retryCount: number;
}

interface Run {
  signal: AbortSignal;
  end(): void;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a job that its own process takes again is the new run's alone, and keeps its heartbeat", async () => {
  const waiting: Attempt[] = [{ id: "a", retryCount: 0 }];
  let touched: Attempt[] = [];
  const boss = {
    fetch: async () => waiting.splice(0, 1).map((attempt) => ({ ...attempt, data: {} })),
    touch: async (_name: string, held: Attempt[]) => {
      touched = held;
      return { settled: held.map(({ id }) => id) };
    },
    complete: async () => {},
  };
  const runs: Run[] = [];
  const job: HandledJob<object> = {
    name: "test.wait",
    payload: z.object({}),
    concurrency: 5,
    retryLimit: 1,
    expireInSeconds: 60,
    run: (_payload, signal) => new Promise((resolve) => runs.push({ signal, end: () => resolve() })),
  };
  const stopping = new AbortController();
  const working = new JobTaker(boss as unknown as PgBoss, job, stopping.signal).work();

  await vi.advanceTimersByTimeAsync(1_000);
  waiting.push({ id: "a", retryCount: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, false]);

  runs[0]?.end();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(touched).toMatchObject([{ id: "a", retryCount: 1 }]);

  stopping.abort();
  runs[1]?.end();
  await working;
});
