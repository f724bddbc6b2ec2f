import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/open-database.ts";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { above, isSmall, report } from "./report.ts";

// How long a warm start takes until it is healthy, and a worker with calls in flight until it has stopped.
const ROUNDS = isSmall ? 1 : 5;
const START_GOAL_MS = 5_000;
const STOP_GOAL_MS = 10_000;
const LATENCY_MS = 400;
const PATIENCE_MS = 90_000;

await buildIfNeeded();
tell("warm start to healthy, embedded, the slowest", START_GOAL_MS, await timeStarts());
const stops = await timeStops();
if (stops) tell(`SIGTERM to stopped, calls of ${LATENCY_MS} ms in flight, the slowest`, STOP_GOAL_MS, stops);
process.exit(0);

async function timeStarts(): Promise<number[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
  await (await startConsole({ dataDir })).kill();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const app = await startConsole({ dataDir });
    times.push(performance.now() - startedAt);
    await app.kill();
  }
  rmSync(dataDir, { recursive: true, force: true });
  return times;
}

async function timeStops(): Promise<number[] | null> {
  const server = launchPostgres();
  if (!server) {
    process.stdout.write("No PostgreSQL on this machine: stopping is skipped.\n");
    return null;
  }
  const database = await openDatabase({ url: server.url });
  await startQueue(jobs, "web");
  const provider = await startProviderProcess({ latencyMs: LATENCY_MS });
  const times: number[] = [];
  try {
    await launch(await makeMaterials({ providerUrl: provider.url, rows: 5_000, limits: { concurrency: 8 } }));
    for (let round = 0; round < ROUNDS; round++) {
      const worker = startWorkerProcess({ DATABASE_URL: server.url });
      await until(async () => (await provider.standing()).inFlight >= 8, PATIENCE_MS);
      times.push((await worker.stop()).ms);
    }
  } finally {
    provider.stop();
    await stopQueue();
    await database.close();
    server.stop();
  }
  return times;
}

function tell(name: string, goalMs: number, times: number[]): void {
  const slowest = Math.max(...times);
  report({
    name,
    goal: `≤ ${goalMs} ms`,
    measured: `${slowest.toFixed(0)} ms of ${times.length}`,
    baseline: "the goal",
    ratio: slowest / goalMs,
    missedBy: above(slowest, goalMs, "ms"),
  });
}
