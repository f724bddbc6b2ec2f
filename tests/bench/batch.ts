import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { type DatabaseLocation, openDatabase } from "#db/open-database.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { runJobs } from "#lib/worker/run-jobs.ts";
import { launch, makeMaterials, untilState } from "#tests/batches/batch-fixture.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { childrenOf, cpuMsOf } from "./processes.ts";
import { above, below, isSmall, report } from "./report.ts";

// Items a second and CPU per item of a durable batch, against a bare undici loop on the same provider, which answers
// at once. The worker's CPU is this process's own; the database's that of its processes.
const CALLS = isSmall ? 1_000 : 20_000;
/** Both are measured when the program is warm. */
const WARM_UP = isSmall ? 500 : 3_000;
const CONCURRENCY = 64;
const PATIENCE_MS = 600_000;
const CPU_GOAL = 0.45;
/** Three steps, each reading the one before, against three items of one step: the same calls. */
const CHAIN = [
  "Facts of {{ name }}",
  "Copy of {{ steps.step_1.title }}",
  "Title of {{ steps.step_2.title }}",
].map((instruction, place) => ({
  name: `step_${place + 1}`,
  sections: { instruction },
  outputs: [{ name: "title", type: "text" }],
}));
const CHAIN_GOAL = 1.3;

const provider = await startProviderProcess();
const { url } = provider;
const server = launchPostgres();
const folder = mkdtempSync(join(tmpdir(), "presswork-bench-"));
try {
  await bareLoop(WARM_UP);
  const bare = await measured(noDatabase, () => bareLoop(CALLS));
  if (server) {
    const durable = await durableBatch({ url: server.url }, () => cpuMsOf(server.pid()));
    tell("CPU per item, durable, on PostgreSQL", durable.cpuMs, bare, CPU_GOAL, durable);
    tell("the same with the database's CPU", durable.cpuMs + durable.databaseCpuMs, bare, null, durable);
    const chained = await durableBatch({ url: server.url }, () => cpuMsOf(server.pid()), CHAIN);
    tellOfChain(chained, durable);
  } else process.stdout.write("No PostgreSQL on this machine: the embedded database alone.\n");
  const others = new Set(childrenOf(process.pid));
  const embedded = await durableBatch({ dataDir: folder }, () => cpuMsOfAll(startedBeside(others)));
  tell(
    "CPU per item, durable, on the embedded database, with the database's CPU",
    embedded.cpuMs + embedded.databaseCpuMs,
    bare,
    null,
    embedded,
  );
} finally {
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
  provider.stop();
}
process.exit(0);

interface Measured {
  wallMs: number;
  cpuMs: number;
  databaseCpuMs: number;
}

// A bare loop has none.
function noDatabase(): number {
  return 0;
}

// The embedded database is a process that this one starts.
function startedBeside(others: ReadonlySet<number>): number[] {
  return childrenOf(process.pid).filter((pid) => !others.has(pid));
}

function cpuMsOfAll(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
}

async function measured(databaseCpuMs: () => number, work: () => Promise<void>): Promise<Measured> {
  const startedAt = performance.now();
  const databaseBefore = databaseCpuMs();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return {
    wallMs: performance.now() - startedAt,
    cpuMs: (user + system) / 1_000,
    databaseCpuMs: databaseCpuMs() - databaseBefore,
  };
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

async function durableBatch(
  location: DatabaseLocation,
  databaseCpuMs: () => number,
  steps: object[] = [],
): Promise<Measured> {
  const database = await openDatabase(location);
  const boss = await startQueue(jobs, "worker");
  const materials = (calls: number) => {
    const rows = Math.round(calls / Math.max(1, steps.length));
    return makeMaterials({ providerUrl: url, rows, steps, limits: { concurrency: CONCURRENCY } });
  };
  const [warmUp, all] = [await materials(WARM_UP), await materials(CALLS)];
  const running = await runJobs(boss);
  await untilState(await launch(warmUp), ["succeeded"], PATIENCE_MS);
  const figures = await measured(databaseCpuMs, async () => {
    await untilState(await launch(all), ["succeeded"], PATIENCE_MS);
  });
  await running.stop(5_000);
  await database.close();
  return figures;
}

function tellOfChain(chained: Measured, single: Measured): void {
  const cpuMs = ({ cpuMs, databaseCpuMs }: Measured) => cpuMs + databaseCpuMs;
  const ratio = cpuMs(chained) / cpuMs(single);
  report({
    name: "CPU of a chain of three steps, with the database's",
    goal: `≤ ${CHAIN_GOAL} × three items of one step`,
    measured: `${((cpuMs(chained) * CHAIN.length) / CALLS).toFixed(3)} ms an item, ${(chained.wallMs / single.wallMs).toFixed(2)} × their time`,
    baseline: `three items of one step (${((cpuMs(single) * CHAIN.length) / CALLS).toFixed(3)} ms)`,
    ratio,
    missedBy: above(ratio, CHAIN_GOAL, ""),
  });
}

function tell(
  name: string,
  cpuMs: number,
  bare: Measured,
  goal: number | null,
  { wallMs }: Pick<Measured, "wallMs">,
): void {
  const ratio = bare.cpuMs / cpuMs;
  report({
    name,
    goal: goal === null ? "none" : `≥ ${goal}`,
    measured: `${(cpuMs / CALLS).toFixed(3)} ms, ${((CALLS * 1_000) / wallMs).toFixed(0)} items/s`,
    baseline: `a bare undici loop (${(bare.cpuMs / CALLS).toFixed(3)} ms, ${((CALLS * 1_000) / bare.wallMs).toFixed(0)} calls/s)`,
    ratio,
    missedBy: goal === null ? null : below(ratio, goal, ""),
  });
}
