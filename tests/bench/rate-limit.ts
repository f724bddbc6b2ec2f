import { setTimeout as wait } from "node:timers/promises";
import { openDatabase } from "#db/open-database.ts";
import { cancelBatch } from "#lib/batches/run/control-batch.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { launch, makeMaterials, operator, until } from "#tests/batches/batch-fixture.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { above, below, isSmall, report } from "./report.ts";

// How much of a provider's rate limit real worker processes use together, and how many of their calls it refuses. The
// limiter is stricter than providers are: its bucket fills evenly and holds half a second's requests, not a minute's.
const RPM = 6_000;
const BURST = RPM / 120;
const LATENCY_MS = 200;
const CONCURRENCY = 128;
const WARM_UP_MS = 8_000;
const MEASURED_MS = isSmall ? 10_000 : 30_000;
const WORKERS = isSmall ? [2] : [1, 2, 4, 8];
const PATIENCE_MS = 120_000;
const USED_GOAL = 0.98;
const REFUSED_GOAL = 0.001;

/** What a number of workers made of a rate limit. */
export interface LimitUse {
  workers: number;
  /** Calls that were answered, of those that the limit allows. */
  used: number;
  /** Calls that were refused, of all. */
  refused: number;
}

/** Measures 1, 2, 4 and 8 worker processes, and prints a line for each. `null` without a PostgreSQL. */
export async function benchRateLimit(): Promise<LimitUse[] | null> {
  const server = launchPostgres();
  if (!server) {
    process.stdout.write("No PostgreSQL on this machine: skipped.\n");
    return null;
  }
  const database = await openDatabase({ url: server.url });
  await startQueue(jobs, "web");
  try {
    process.stdout.write(`A limit of ${RPM} requests a minute, ${MEASURED_MS / 1_000} s each\n`);
    const uses: LimitUse[] = [];
    for (const workers of WORKERS) {
      const use = await measure(workers, server.url);
      print(use);
      uses.push(use);
    }
    return uses;
  } finally {
    await stopQueue();
    await database.close();
    server.stop();
  }
}

async function measure(workers: number, databaseUrl: string): Promise<LimitUse> {
  const provider = await startProviderProcess({
    latencyMs: LATENCY_MS,
    limit: { kind: "bucket", perMinute: RPM, burst: BURST },
  });
  const allowed = (ms: number) => (RPM / 60_000) * ms;
  const materials = await makeMaterials({
    providerUrl: provider.url,
    // Enough that nobody runs out of work: some is left when the time is over.
    rows: Math.ceil(allowed(2 * (WARM_UP_MS + MEASURED_MS))),
    limits: { rpm: RPM, concurrency: CONCURRENCY },
  });
  const batchId = await launch(materials);
  const processes = Array.from({ length: workers }, () => startWorkerProcess({ DATABASE_URL: databaseUrl }));
  try {
    await until(async () => (await provider.standing()).requests > 0, PATIENCE_MS);
    await wait(WARM_UP_MS);
    const startedAt = performance.now();
    const before = await provider.standing();
    await wait(MEASURED_MS);
    const after = await provider.standing();
    const ms = performance.now() - startedAt;
    const calls = after.requests - before.requests;
    const refused = after.throttledCalls - before.throttledCalls;
    return { workers, used: (calls - refused) / allowed(ms), refused: refused / calls };
  } finally {
    await cancelBatch(operator, batchId);
    await Promise.all(processes.map((process) => process.stop()));
    provider.stop();
  }
}

function print({ workers, used, refused }: LimitUse): void {
  const verdict = used >= USED_GOAL && refused <= REFUSED_GOAL ? "met" : "MISSED";
  process.stdout.write(
    `${`${workers} worker${workers === 1 ? "" : "s"}`.padEnd(12)}used ${percent(used, 1)} (goal ≥ ${percent(USED_GOAL, 0)}, ` +
      `ratio ${(used / USED_GOAL).toFixed(3)})  429 ${percent(refused, 2)} (goal ≤ ${percent(REFUSED_GOAL, 1)})  ${verdict}\n`,
  );
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`;
}

if (import.meta.main) {
  for (const { workers, used, refused } of (await benchRateLimit()) ?? []) {
    const missed = [
      below(used * 100, USED_GOAL * 100, "points of use"),
      above(refused * 100, REFUSED_GOAL * 100, "points of 429"),
    ].filter((miss) => miss !== null);
    report({
      name: `rate limit used, ${workers} worker process${workers === 1 ? "" : "es"}`,
      goal: `≥ ${percent(USED_GOAL, 0)}, 429 ≤ ${percent(REFUSED_GOAL, 1)}`,
      measured: `${percent(used, 1)}, 429 ${percent(refused, 2)}`,
      baseline: `${RPM} requests a minute`,
      ratio: used,
      missedBy: missed.length === 0 ? null : missed.join(", "),
    });
  }
  process.exit(0);
}
