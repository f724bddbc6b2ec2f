import type { PgBoss } from "pg-boss";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { givenUpQueue } from "#lib/queue/job.ts";
import { handledJobs } from "#lib/worker/handlers.ts";
import { lastOf, runJobs } from "#lib/worker/run-jobs.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

beforeEach(() => {
  process.env.DATA_DIR = temporaryFolder();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("what makes room on the disk makes it also where it was given up, and nothing else does", () => {
  expect(handledJobs.some(({ makesRoom }) => makesRoom)).toBe(true);
  for (const job of handledJobs) expect(lastOf(job).makesRoom).toBe(job.makesRoom);
});

test("jobs that were given up are looked for twice a minute, and at once when one has failed here", async () => {
  const fetches = new Map<string, number>();
  const failing = handledJobs[0];
  if (!failing) throw new Error("There are no jobs.");
  const waiting = [{ id: "a", data: { nothing: "it takes" } }];
  let stopped = () => {};
  const boss = {
    on: (_event: string, listener: () => void) => {
      stopped = listener;
    },
    fetch: async (name: string) => {
      fetches.set(name, (fetches.get(name) ?? 0) + 1);
      return name === failing.name && (fetches.get(name) ?? 0) > 20 ? waiting.splice(0) : [];
    },
    fail: async () => {},
  };
  await runJobs(boss as unknown as PgBoss);
  await vi.advanceTimersByTimeAsync(8_000);
  for (const job of handledJobs) {
    expect(fetches.get(job.name)).toBeGreaterThan(10);
    expect(fetches.get(givenUpQueue(job))).toBe(1);
  }
  await vi.advanceTimersByTimeAsync(12_000);
  for (const job of handledJobs) expect(fetches.get(givenUpQueue(job))).toBe(job === failing ? 2 : 1);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(fetches.get(givenUpQueue(handledJobs[1] ?? failing))).toBe(2);
  stopped();
});
