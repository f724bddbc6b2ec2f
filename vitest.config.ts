import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { globalsOfAFile } from "./tests/fixtures/globals-of-a-file.ts";
import { LongestFirst } from "./tests/fixtures/longest-first.ts";
import { NameSecondTries } from "./tests/fixtures/name-second-tries.ts";

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // As in playwright.config.ts: what needs it is named.
    retry: 1,
    reporters: ["default", new NameSecondTries()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.unit.ts"],
          // What is pure keeps nothing of the file before: modules are loaded once a worker.
          isolate: false,
          // Some start processes and servers of their own; on a busy machine that takes its time.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [globalsOfAFile()],
        test: {
          name: "db",
          include: ["tests/**/*.db.ts"],
          // A process is kept for the next file; what of it must not be is left behind by begin-anew.ts.
          isolate: false,
          setupFiles: "tests/fixtures/begin-anew.ts",
          globalSetup: "tests/fixtures/prepare-databases.ts",
          // On a busy machine batches beside batches take their time; what goes wrong says so long before.
          testTimeout: 90_000,
          hookTimeout: 180_000,
          // They wait more than they work: for a provider's answer, a job's turn, a process to start.
          maxWorkers: 2 * availableParallelism(),
        },
      },
    ],
  },
});
