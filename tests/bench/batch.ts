import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { type DatabaseLocation, openDatabase } from "#db/open-database.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { startQueue } from "#lib/worker/queue.ts";
import { runJobs } from "#lib/worker/run-jobs.ts";
import { launch, makeMaterials, untilState } from "#tests/batches/batch-fixture.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";

// Items a second and CPU per item of a durable batch, against a bare undici loop on the same provider, which answers
// at once. CPU is this process's own: with the embedded database its thread is part of it, PostgreSQL is not.
const CALLS = 5_000;
const CONCURRENCY = 64;
const PORT = 55_441;
const PATIENCE_MS = 600_000;
const CPU_GOAL = 0.7;

const provider = await startProviderProcess();
const { url } = provider;
const server = launchPostgres(PORT);
const folder = mkdtempSync(join(tmpdir(), "presswork-bench-"));
try {
  await bareLoop(CALLS / 5);
  const bare = await measured(() => bareLoop(CALLS));
  print("bare undici loop", bare, null);
  if (server) print("batch on PostgreSQL", await durableBatch({ url: server.url }), bare);
  else process.stdout.write("No PostgreSQL on this machine: the embedded database alone.\n");
  print("batch on the embedded database", await durableBatch({ dataDir: folder }), bare);
} finally {
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
  provider.stop();
}
process.exit(0);

interface Measured {
  wallMs: number;
  cpuMs: number;
}

async function measured(work: () => Promise<void>): Promise<Measured> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000 };
}

async function bareLoop(calls: number): Promise<void> {
  const pool = new Pool(new URL(url).origin, { connections: CONCURRENCY, pipelining: 1 });
  const body = JSON.stringify({
    model: "test-model",
    messages: [{ role: "user", content: "# Instruction\nWrite a title for Perfume 1." }],
    max_tokens: 100,
  });
  let left = calls;
  const worker = async () => {
    while (left-- > 0) {
      const answer = await pool.request({
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      await answer.body.json();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  await pool.close();
}

async function durableBatch(location: DatabaseLocation): Promise<Measured> {
  const database = await openDatabase(location);
  const boss = await startQueue(jobs, "worker");
  const materials = await makeMaterials({
    providerUrl: url,
    rows: CALLS,
    limits: { concurrency: CONCURRENCY },
  });
  const running = await runJobs(boss);
  const figures = await measured(async () => {
    const id = await launch(materials);
    await untilState(id, ["succeeded"], PATIENCE_MS);
  });
  await running.stop(5_000);
  await database.close();
  return figures;
}

function print(name: string, { wallMs, cpuMs }: Measured, bare: Measured | null): void {
  const perItem = cpuMs / CALLS;
  const rate = (CALLS * 1_000) / wallMs;
  const ratio = bare
    ? `  CPU ratio ${(bare.cpuMs / cpuMs).toFixed(2)} (goal ${CPU_GOAL})  rate ratio ${(bare.wallMs / wallMs).toFixed(2)}`
    : "";
  process.stdout.write(
    `${name.padEnd(32)}${rate.toFixed(0).padStart(7)} items/s  ${perItem.toFixed(3)} CPU ms/item${ratio}\n`,
  );
}
