import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { databaseForChildren, embeddedForChildren, runChild } from "#tests/fixtures/kill-child.ts";
import { writeLargeCsv, writeLargeWorkbook } from "#tests/fixtures/large-files.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROWS = 60_000;
const KILL_AFTER_ROWS = 8_000;
const folder = temporaryFolder();

const child = fileURLToPath(new URL("./import-child.ts", import.meta.url));

const KINDS = [
  ["csv", (path: string) => writeLargeCsv(path, ROWS)],
  ["workbook", (path: string) => writeLargeWorkbook(path, ROWS, "shared")],
] as const;

type Write = (typeof KINDS)[number][1];

async function expectWholeAfterKill(kind: string, write: Write, env: Record<string, string>): Promise<void> {
  const path = join(folder, `large.${kind === "workbook" ? "xlsx" : kind}`);
  await write(path);
  await runChild(child, ["begin", path], env, KILL_AFTER_ROWS);
  const found = JSON.parse(await runChild(child, ["go-on"], env)) as { before: number };
  expect(found).toMatchObject({ status: "ready", rowCount: ROWS, rows: ROWS, last: ROWS, lines: ROWS });
  // It was killed in the middle, and did not begin anew.
  expect(found.before).toBeGreaterThan(KILL_AFTER_ROWS);
  expect(found.before).toBeLessThan(ROWS);
}

describe("an import killed with SIGKILL goes on where it was, and no row is lost or doubled", () => {
  test.each(KINDS)("of a %s", async (kind, write) =>
    expectWholeAfterKill(kind, write, await databaseForChildren()),
  );

  // What kills a process on it kills the database too.
  test("on the embedded database", () => expectWholeAfterKill(...KINDS[0], embeddedForChildren()));
});
