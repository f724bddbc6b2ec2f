import { expect, test } from "vitest";
import { handledJobs } from "#lib/worker/handlers.ts";
import { jobs } from "#lib/worker/jobs.ts";

test("every kind of job that a web server may queue has a handler in the worker", () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  expect(names(handledJobs)).toEqual(names(jobs));
});
