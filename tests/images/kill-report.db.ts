import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

const ROWS = 120;
const KILL_AFTER = 30;
const child = fileURLToPath(new URL("./report-child.ts", import.meta.url));

const run = (mode: string, env: Record<string, string>, killAfter?: number) =>
  runChild(child, [mode, String(ROWS)], env, killAfter);

test("a report killed with SIGKILL goes on where it was, with a line a row", async () => {
  const env = await databaseForChildren();
  await run("begin", env, KILL_AFTER);
  const found = JSON.parse(await run("go-on", env)) as { before: number };
  expect(found).toMatchObject({ status: "succeeded", lines: ROWS, distinct: ROWS });
  expect(found.before).toBeGreaterThan(0);
  expect(found.before).toBeLessThan(ROWS);
});
