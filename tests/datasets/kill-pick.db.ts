import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test, vi } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROWS = 40_000;
/** One of all rows is in both datasets. */
const PICKED = ROWS - 1;
const KILL_AFTER = 5_000;
const folder = temporaryFolder();
const server = inject("postgres");
const child = fileURLToPath(new URL("./pick-child.ts", import.meta.url));

async function expectWholeAfterKill(env: Record<string, string>): Promise<void> {
  await runChild(child, ["begin", String(ROWS)], env, KILL_AFTER);
  const found = JSON.parse(await runChild(child, ["go-on"], env)) as { before: number };
  expect(found).toMatchObject({
    status: "ready",
    rowCount: PICKED,
    rows: PICKED,
    last: PICKED,
    keys: PICKED,
  });
  // It was killed in the middle, and did not begin anew.
  expect(found.before).toBeGreaterThan(KILL_AFTER);
  expect(found.before).toBeLessThan(PICKED);
}

describe("a dataset of picked rows whose filling is killed with SIGKILL goes on where it was, no row lost or doubled", () => {
  test("on the embedded database", async () => {
    const dataDir = join(folder, "embedded");
    cpSync(inject("embeddedTemplate"), dataDir, { recursive: true });
    await expectWholeAfterKill({ DATA_DIR: dataDir });
  });

  test.skipIf(!server)("on PostgreSQL", async () => {
    if (!server) return;
    const url = await databaseForChildren(server);
    await expectWholeAfterKill({ DATABASE_URL: url, DATA_DIR: join(folder, "postgres") });
  });
});
