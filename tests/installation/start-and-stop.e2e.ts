import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import { made, post } from "#tests/fixtures/console.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";

const newMember = (email: string) =>
  post({ email, name: "Kept", roles: ["operator"], password: "long enough password" });

test("what was acknowledged is there again after kill -9, and a warm start takes at most 5 s", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-kill-"));
  const first = await startConsole({ dataDir });
  const { id } = await made<{ id: string }>(first.api("/members", newMember("kept@example.com")));
  await first.kill();

  const startedAt = Date.now();
  const second = await startConsole({ dataDir });
  const tookMs = Date.now() - startedAt;
  const { items } = await made<{ items: { id: string }[] }>(second.api("/members?limit=200"));
  expect(items.map((member) => member.id)).toContain(id);
  await second.stop();
  test.info().annotations.push({ type: "warm start", description: `${tookMs} ms` });
  process.stdout.write(`warm start to healthy: ${tookMs} ms\n`);
  rmSync(dataDir, { recursive: true, force: true });
});

test("a second start on the same data folder says that one is running and changes nothing", async () => {
  const running = await startConsole();
  const second = spawnSync(process.execPath, ["lib/server.ts"], {
    cwd: projectDir,
    env: { NODE_ENV: "production", PATH: process.env.PATH, DATA_DIR: running.dataDir, PORT: "0" },
    encoding: "utf8",
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("already running");
  expect(second.stderr).toContain(running.dataDir);
  expect((await fetch(`${running.url}/api/health`)).status).toBe(200);
  await running.stop();
});

test("SIGTERM ends it with 0 within 10 s", async () => {
  const running = await startConsole();
  const exited = once(running.process, "exit");
  const startedAt = Date.now();
  running.process.kill("SIGTERM");
  const [code] = await exited;
  expect(code).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test("the secrets it makes for itself can be read by nobody else", async () => {
  const running = await startConsole();
  expect(statSync(join(running.dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  await running.stop();
});

test("with PostgreSQL it asks for the secrets that are missing, by name", () => {
  const started = spawnSync(process.execPath, ["lib/worker/main.ts"], {
    cwd: projectDir,
    env: { NODE_ENV: "production", PATH: process.env.PATH },
    encoding: "utf8",
  });
  expect(started.status).toBe(1);
  expect(started.stderr).toContain("DATABASE_URL");
});
