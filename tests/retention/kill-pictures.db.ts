import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";

const PICTURES = 80;
const KILL_AFTER = 4;
const child = fileURLToPath(new URL("./pictures-child.ts", import.meta.url));

const run = (mode: string, env: Record<string, string>, killAfter?: number) =>
  runChild(child, [mode, String(PICTURES)], env, killAfter);

test("a removal of pictures killed with SIGKILL leaves none without its file, and the next takes what is left", async () => {
  const key = Buffer.alloc(32, 7).toString("base64");
  const env = { ...(await databaseForChildren()), ENCRYPTION_KEY: key };
  await run("begin", env, KILL_AFTER);
  const found = JSON.parse(await run("go-on", env)) as {
    before: { there: number; without: number; files: number };
    after: object;
  };
  const kept = PICTURES / 4;
  expect(found.before).toMatchObject({ there: kept, without: 0 });
  expect(found.before.files).toBeGreaterThan(kept);
  expect(found.before.files).toBeLessThan(PICTURES);
  expect(found.after).toEqual({ there: kept, without: 0, files: kept });
}, 90_000);
