import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // Some start processes and servers of their own; on a busy machine that takes its time.
      { test: { name: "unit", include: ["tests/**/*.unit.ts"], testTimeout: 30_000 } },
      {
        test: {
          name: "db",
          include: ["tests/**/*.db.ts"],
          globalSetup: "tests/fixtures/prepare-databases.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // They wait more than they work: for a provider's answer, a job's turn, a process to start.
          maxWorkers: 2 * availableParallelism(),
        },
      },
    ],
  },
});
