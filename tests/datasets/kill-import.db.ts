import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { describe, expect, inject, test, vi } from "vitest";
import { writeLargeCsv } from "#tests/fixtures/large-files.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROWS = 60_000;
const KILL_AFTER_ROWS = 8_000;
const folder = temporaryFolder();

const server = inject("postgres");
const child = fileURLToPath(new URL("./import-child.ts", import.meta.url));

function start(args: string[], env: Record<string, string>) {
  const started = spawn(process.execPath, [child, ...args], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, LOG_LEVEL: "fatal", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.stdout.setEncoding("utf8");
  return started;
}

async function killHalfway(path: string, env: Record<string, string>): Promise<void> {
  const importing = start(["begin", path], env);
  for await (const text of importing.stdout) {
    if (text.split("\n").some((rows: string) => Number(rows) > KILL_AFTER_ROWS)) importing.kill("SIGKILL");
  }
  if (importing.signalCode === null && importing.exitCode === null) await once(importing, "exit");
  expect(importing.signalCode).toBe("SIGKILL");
}

async function expectWholeAfterKill(env: Record<string, string>): Promise<void> {
  const path = join(folder, "large.csv");
  await writeLargeCsv(path, ROWS);
  await killHalfway(path, env);
  const goingOn = start(["go-on"], env);
  let printed = "";
  for await (const text of goingOn.stdout) printed += text;
  const found = JSON.parse(printed.split("\n")[0] ?? "") as { before: number };
  expect(found).toMatchObject({ status: "ready", rowCount: ROWS, rows: ROWS, last: ROWS, lines: ROWS });
  // It was killed in the middle, and did not begin anew.
  expect(found.before).toBeGreaterThan(KILL_AFTER_ROWS);
  expect(found.before).toBeLessThan(ROWS);
}

describe("an import killed with SIGKILL goes on where it was, and no row is lost or doubled", () => {
  test("on the embedded database", async () => {
    const dataDir = join(folder, "embedded");
    cpSync(inject("embeddedTemplate"), dataDir, { recursive: true });
    await expectWholeAfterKill({ DATA_DIR: dataDir });
  });

  test.skipIf(!server)("on PostgreSQL", async () => {
    if (!server) return;
    const name = `killed_${crypto.randomUUID().replaceAll("-", "")}`;
    const sql = postgres(server.serverUrl, { max: 1 });
    await sql`create database ${sql(name)} template ${sql(server.template)}`;
    await sql.end();
    const url = Object.assign(new URL(server.serverUrl), { pathname: `/${name}` }).href;
    await expectWholeAfterKill({ DATABASE_URL: url, DATA_DIR: join(folder, "postgres") });
  });
});
