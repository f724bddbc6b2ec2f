import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROWS = 40_000;
/** One of all rows is in both datasets. */
const PICKED = ROWS - 1;
const KILL_AFTER = 5_000;
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

test("a dataset of picked rows whose filling is killed with SIGKILL goes on where it was, no row lost or doubled", async () => {
  await expectWholeAfterKill(await databaseForChildren());
});
