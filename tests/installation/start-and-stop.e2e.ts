import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import { type Console, makeDataDir, startConsole } from "#tests/fixtures/start-console.ts";

const BATCH_ROWS = 200;

const newMember = (email: string) =>
  post({ email, name: "Kept", roles: ["operator"], password: "long enough password" });

test("what was acknowledged is there again after kill -9", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-kill-"));
  const first = await startConsole({ dataDir });
  const { id } = await made<{ id: string }>(first.api("/members", newMember("kept@example.com")));
  await first.kill();

  const second = await startConsole({ dataDir });
  const { items } = await made<{ items: { id: string }[] }>(second.api("/members?limit=200"));
  expect(items.map((member) => member.id)).toContain(id);
  await second.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a second start on the same data folder says that one is running and changes nothing", async ({
  app: running,
}) => {
  const second = spawnSync(process.execPath, ["lib/installation/start/all.ts"], {
    cwd: projectDir,
    env: { NODE_ENV: "production", PATH: process.env.PATH, DATA_DIR: running.dataDir, PORT: "0" },
    encoding: "utf8",
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("already running");
  expect(second.stderr).toContain(running.dataDir);
  expect((await fetch(`${running.url}/api/health`)).status).toBe(200);
});

test("SIGTERM ends it with 0 within 10 s, with a batch running and a browser listening to it", async () => {
  const dataDir = makeDataDir();
  const env = { SEED_SAMPLE: "1", SANDBOX_LATENCY_MS: "400" };
  const first = await startConsole({ dataDir, env });
  const batchId = await launchBatch(first);
  const events = await first.api(`/batches/${batchId}/events`);
  expect(events.headers.get("content-type")).toContain("text/event-stream");
  const heard = { text: "" };
  const listening = listen(events, heard);
  await expect.poll(() => heard.text).toContain('"status":"running"');

  const exited = once(first.process, "exit");
  first.process.kill("SIGTERM");
  const [code] = await exited;
  // It is 1 for a process that took longer than a supervisor waits.
  expect(code, first.output()).toBe(0);
  await listening;

  const second = await startConsole({ dataDir, env });
  const batch = () => made<Batch>(second.api(`/batches/${batchId}`));
  const { status, counts } = await batch();
  expect(status).toBe("running");
  expect(counts.failed).toBe(0);
  await expect.poll(async () => (await batch()).status, { timeout: 90_000 }).toBe("succeeded");
  const { succeeded, failed, skipped } = (await batch()).counts;
  expect([succeeded + skipped, failed]).toEqual([BATCH_ROWS, 0]);
  await second.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Batch {
  status: string;
  counts: Record<"pending" | "running" | "succeeded" | "failed" | "skipped", number>;
}

/** Launches a batch of the sample again and comes back when some of it is done. */
async function launchBatch(app: Console): Promise<string> {
  const { token } = await addPerson(app, ["operator"]);
  const { items } = await made<{ items: SeededBatch[] }>(app.api("/batches"));
  const [seeded] = items;
  if (!seeded) throw new Error("The sample has no batch.");
  const launch = {
    name: "Stopped",
    datasetId: seeded.dataset.id,
    templateVersionId: seeded.template.versionId,
    modelId: seeded.model.id,
    languages: ["en"],
    rowLimit: BATCH_ROWS,
    budgetCap: { amount: "5", currency: "USD" },
  };
  const { id } = await made<{ id: string }>(app.api("/batches", { ...post(launch), token }));
  const succeeded = async () => (await made<Batch>(app.api(`/batches/${id}`))).counts.succeeded;
  await expect.poll(succeeded, { timeout: 90_000, intervals: [50] }).toBeGreaterThan(5);
  return id;
}

interface SeededBatch {
  dataset: { id: string };
  template: { versionId: string };
  model: { id: string };
}

/** Hears a stream until the server ends it, however it does. */
async function listen(events: Response, heard: { text: string }): Promise<void> {
  const stream = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const part = await stream?.read().catch(() => undefined);
    if (!part || part.done) return;
    heard.text += part.value;
  }
}

test("in production it keeps no compiler in memory", async ({ app: running }) => {
  expect((await fetch(`${running.url}/sign-in`)).status).toBe(200);
  const maps = readFileSync(`/proc/${running.process.pid}/maps`, "utf8").split("\n");
  const compilers = maps.filter((line) => /swc|turbopack|parcel|esbuild|typescript/.test(line));
  expect(compilers).toEqual([]);
  expect(running.output()).not.toMatch(/Failed to import|MODULE_TYPELESS/);
});

test("the secrets it makes for itself can be read by nobody else", ({ app: running }) => {
  expect(statSync(join(running.dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("with PostgreSQL it asks for the secrets that are missing, by name", () => {
  const started = spawnSync(process.execPath, ["lib/installation/start/worker.ts"], {
    cwd: projectDir,
    env: { NODE_ENV: "production", PATH: process.env.PATH },
    encoding: "utf8",
  });
  expect(started.status).toBe(1);
  expect(started.stderr).toContain("DATABASE_URL");
});
