import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { databaseForChildren, runChild } from "#tests/fixtures/kill-child.ts";
import { writeLargeCsv } from "#tests/fixtures/large-files.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROWS = 12_000;
const KILL_AFTER = 3_000;
const folder = temporaryFolder();
const child = fileURLToPath(new URL("./import-child.ts", import.meta.url));

const run = (mode: string, env: Record<string, string>, killAfter?: number) =>
  runChild(child, [mode, join(folder, "large.csv")], env, killAfter);

async function expectWholeAfterKills(env: Record<string, string>): Promise<void> {
  await writeLargeCsv(join(folder, "large.csv"), ROWS);
  await run("read", env, KILL_AFTER);
  await run("write", env, KILL_AFTER);
  const found = JSON.parse(await run("go-on", env)) as { before: number };
  expect(found).toMatchObject({
    status: "committed",
    products: ROWS,
    lastId: ROWS,
    staged: ROWS,
    newCount: ROWS,
  });
  // It was killed in the middle of the writing, and did not begin anew.
  expect(found.before).toBeGreaterThan(0);
  expect(found.before).toBeLessThan(ROWS);
  await run("take-back", env, KILL_AFTER);
  expect(JSON.parse(await run("go-on", env))).toMatchObject({ status: "rolled-back", products: 0 });
}

test("an import killed with SIGKILL while it reads, writes and is taken back goes on where it was", async () => {
  await expectWholeAfterKills(await databaseForChildren());
});
