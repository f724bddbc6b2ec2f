import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

vi.setConfig({ testTimeout: 300_000 });

const PRODUCTS = 16_000;
const KILL_AFTER = 3_000;
const child = fileURLToPath(new URL("./freeze-child.ts", import.meta.url));

async function expectWholeAfterKill(env: Record<string, string>): Promise<void> {
  await runChild(child, ["begin", String(PRODUCTS)], env, KILL_AFTER);
  const found = JSON.parse(await runChild(child, ["go-on"], env)) as { before: number };
  const all = { rowCount: PRODUCTS, rows: PRODUCTS, last: PRODUCTS, keys: PRODUCTS };
  expect(found).toMatchObject({ status: "ready", ...all });
  // It was killed in the middle, and did not begin anew.
  expect(found.before).toBeGreaterThan(KILL_AFTER);
  expect(found.before).toBeLessThan(PRODUCTS);
}

test("a selection whose freezing is killed with SIGKILL goes on where it was, and no product is there twice", async () => {
  await expectWholeAfterKill(await databaseForChildren());
});
