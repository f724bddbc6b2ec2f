import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

const ROWS = 24;
const KILL_AFTER = 4;
const child = fileURLToPath(new URL("./picture-steps-child.ts", import.meta.url));

const run = (mode: string, env: Record<string, string>, killAfter?: number) =>
  runChild(child, [mode, String(ROWS)], env, killAfter);

test("a batch of pictures killed with SIGKILL loses none and makes none twice", async () => {
  const key = Buffer.alloc(32, 7).toString("base64");
  const env = { ...(await databaseForChildren()), ENCRYPTION_KEY: key };
  await run("begin", env, KILL_AFTER);
  const found = JSON.parse(await run("go-on", env)) as { before: number };
  expect(found).toMatchObject({ state: "succeeded", items: ROWS, outputs: ROWS, made: ROWS });
  expect(found.before).toBeGreaterThan(KILL_AFTER);
  expect(found.before).toBeLessThan(ROWS);
}, 240_000);
