import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

vi.setConfig({ testTimeout: 300_000 });

const PRODUCTS = 16_000;
const KILL_AFTER = 3_000;
const child = fileURLToPath(new URL("./launch-child.ts", import.meta.url));

test("a launch over a selection that is killed while its rows are gathered is there, and starts over all of them", async () => {
  const env = await databaseForChildren();
  await runChild(child, ["begin", String(PRODUCTS)], env, KILL_AFTER);
  const found = JSON.parse(await runChild(child, ["go-on"], env)) as { waited: { params: { rows: number } } };
  // Killed in the middle, it waited, and the queue still had what is to set it going.
  expect(found).toMatchObject({ waited: { code: "waits_for_rows" }, launches: 1 });
  expect(found.waited.params.rows).toBeGreaterThan(KILL_AFTER);
  expect(found.waited.params.rows).toBeLessThan(PRODUCTS);
  expect(found).toMatchObject({ status: "running", rowCount: PRODUCTS, itemCount: PRODUCTS });
});
