import type { PgBoss } from "pg-boss";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { LOST, type RunnableJob } from "#lib/queue/job.ts";
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
  const job: RunnableJob<object> = {
    name: "test.wait",
    payload: z.object({}),
    concurrency: 5,
    retryLimit: 1,
    expireInSeconds: 60,
    run: (_payload, signal) => new Promise((resolve) => runs.push({ signal, end: () => resolve() })),
  };
  const stopping = new AbortController();
  const hold = { isHeld: false, signal: new AbortController().signal };
  const taker = new JobTaker(boss as unknown as PgBoss, job, { stopping: stopping.signal, hold });
  const working = taker.work();

  await vi.advanceTimersByTimeAsync(1_000);
  waiting.push({ id: "a", retryCount: 1 });
  taker.look();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  expect(runs[0]?.signal.reason).toBe(LOST);

  runs[0]?.end();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(touched).toMatchObject([{ id: "a", retryCount: 1 }]);

  stopping.abort();
  runs[1]?.end();
  await working;
});

test("while the disk is nearly full, only what makes room is taken, and what runs is asked to stop", async () => {
  const waiting: Record<string, string[]> = { "test.write": ["a"], "test.clean": [] };
  const boss = {
    fetch: async (name: string) => (waiting[name] ?? []).splice(0).map((id) => ({ id, data: {} })),
    touch: async () => ({}),
    complete: async () => {},
  };
  const started: string[] = [];
  const stopped: string[] = [];
  const jobOf = (name: string, makesRoom?: true): RunnableJob<object> => ({
    name,
    payload: z.object({}),
    concurrency: 5,
    retryLimit: 1,
    expireInSeconds: 60,
    ...(makesRoom && { makesRoom }),
    run: (_payload, signal) => {
      started.push(name);
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          stopped.push(name);
          resolve();
        });
      });
    },
  });
  const stopping = new AbortController();
  let holding = new AbortController();
  const hold = {
    get isHeld() {
      return holding.signal.aborted;
    },
    get signal() {
      return holding.signal;
    },
  };
  const takers = [jobOf("test.write"), jobOf("test.clean", true)].map(
    (job) => new JobTaker(boss as unknown as PgBoss, job, { stopping: stopping.signal, hold }),
  );
  const working = takers.map((taker) => taker.work());
  const look = () => {
    for (const taker of takers) taker.look();
  };
  await vi.advanceTimersByTimeAsync(1_000);
  expect(started).toEqual(["test.write"]);

  holding.abort();
  waiting["test.write"]?.push("b");
  waiting["test.clean"]?.push("c");
  look();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(stopped).toEqual(["test.write"]);
  expect(started).toEqual(["test.write", "test.clean"]);

  holding = new AbortController();
  look();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(started).toEqual(["test.write", "test.clean", "test.write"]);

  stopping.abort();
  await Promise.all(working);
});
