import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["tests/**/*.unit.ts"] } },
      {
        test: {
          name: "db",
          include: ["tests/**/*.db.ts"],
          globalSetup: "tests/fixtures/prepare-databases.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
