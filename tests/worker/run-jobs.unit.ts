import { expect, test } from "vitest";
import { handledJobs } from "#lib/worker/handlers.ts";
import { lastOf } from "#lib/worker/run-jobs.ts";

test("what makes room on the disk makes it also where it was given up, and nothing else does", () => {
  expect(handledJobs.some(({ makesRoom }) => makesRoom)).toBe(true);
  for (const job of handledJobs) expect(lastOf(job).makesRoom).toBe(job.makesRoom);
});
