import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { expect, inject, test } from "vitest";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const PICTURES = 80;
const KILL_AFTER = 4;
const server = inject("postgres");
const child = fileURLToPath(new URL("./pictures-child.ts", import.meta.url));

async function run(mode: string, env: Record<string, string>, killAfter = Number.POSITIVE_INFINITY) {
  const started = spawn(process.execPath, [child, mode, String(PICTURES)], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, LOG_LEVEL: "fatal", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.stdout.setEncoding("utf8");
  let printed = "";
  for await (const text of started.stdout) {
    printed += text;
    if (printed.split("\n").some((line) => Number(line) > killAfter)) started.kill("SIGKILL");
  }
  if (started.signalCode === null && started.exitCode === null) await once(started, "exit");
  expect(started.signalCode).toBe(killAfter === Number.POSITIVE_INFINITY ? null : "SIGKILL");
  return printed.trim().split("\n").at(-1) ?? "";
}

test.skipIf(!server)(
  "a removal of pictures killed with SIGKILL leaves none without its file, and the next takes what is left",
  async () => {
    if (!server) return;
    const name = `killed_${crypto.randomUUID().replaceAll("-", "")}`;
    const sql = postgres(server.serverUrl, { max: 1 });
    await sql`create database ${sql(name)} template ${sql(server.template)}`;
    await sql.end();
    const url = Object.assign(new URL(server.serverUrl), { pathname: `/${name}` }).href;
    const key = Buffer.alloc(32, 7).toString("base64");
    const env = { DATABASE_URL: url, DATA_DIR: temporaryFolder(), ENCRYPTION_KEY: key };
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
  },
  90_000,
);
