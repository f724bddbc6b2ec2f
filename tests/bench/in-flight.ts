import { setTimeout as wait } from "node:timers/promises";
import { launch, untilState } from "#tests/batches/batch-fixture.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { fillMaterials } from "./fill-materials.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { peakMemoryMb } from "./processes.ts";
import { above, below, isSmall, report } from "./report.ts";

// One worker process with 5,000 calls in flight that take 10 s each: how many it starts in the time between the first
// answers and the last start, against the 500 a second that there can be.
const IN_FLIGHT = isSmall ? 500 : 5_000;
const LATENCY_MS = isSmall ? 2_000 : 10_000;
const ROWS = IN_FLIGHT * 6;
const PATIENCE_MS = 300_000;
/** Loading the program and the first wave are not what is measured. */
const SETTLING_MS = 1_000;

const database = await openBenchDatabase();
const provider = await startProviderProcess({ latencyMs: LATENCY_MS });
const materials = await fillMaterials({
  providerUrl: provider.url,
  rows: ROWS,
  limits: { concurrency: IN_FLIGHT },
});
const batchId = await launch(materials, { budgetCap: { amount: "100000", currency: "USD" } });
const worker = startWorkerProcess({ DATABASE_URL: database.url }, "tests/bench/measured-worker.ts");
const pid = worker.process.pid as number;
while ((await provider.standing()).inFlight < IN_FLIGHT * 0.98) await wait(100);
worker.process.kill("SIGUSR2");
const settled = Date.now() + SETTLING_MS;
while ((await provider.standing()).requests < ROWS) await wait(200);
worker.process.kill("SIGUSR2");
const memoryMb = peakMemoryMb(pid);
await untilState(batchId, ["succeeded"], PATIENCE_MS);
const starts = (await provider.startedAfter(settled)).sort((a, b) => a - b);
// Whole waves, so that it does not matter where in a wave one begins to count.
const spanMs = Math.floor(((starts.at(-1) ?? 0) - settled) / LATENCY_MS) * LATENCY_MS;
const made = starts.filter((at) => at <= settled + spanMs).length;
const ideal = (IN_FLIGHT * spanMs) / LATENCY_MS;
const share = (made / ideal) * 100;
const loop = loopOf(worker.output());
await worker.stop();
provider.stop();
await database.close();

report({
  name: `throughput at ${LATENCY_MS / 1_000} s latency, ${IN_FLIGHT} in flight, one process`,
  goal: "≥ 98 % of the ideal",
  measured: `${share.toFixed(1)} %, ${((made * 1_000) / spanMs).toFixed(0)} calls/s`,
  baseline: `${((IN_FLIGHT * 1_000) / LATENCY_MS).toFixed(0)} calls/s`,
  ratio: share / 100,
  missedBy: below(share, 98, "points"),
});
report({
  name: "its event loop, p99",
  goal: "≤ 50 ms",
  measured: `${loop.loopP99Ms.toFixed(1)} ms (longest ${loop.loopMaxMs.toFixed(0)})`,
  baseline: "the goal",
  ratio: loop.loopP99Ms / 50,
  missedBy: above(loop.loopP99Ms, 50, "ms"),
});
report({
  name: "its memory",
  goal: "≤ 700 MB",
  measured: `${memoryMb.toFixed(0)} MB at most`,
  baseline: "the goal",
  ratio: memoryMb / 700,
  missedBy: above(memoryMb, 700, "MB"),
});
process.exit(0);

function loopOf(output: string): { loopP99Ms: number; loopMaxMs: number } {
  const line = output.split("\n").findLast((one) => one.startsWith('{"loopP99Ms"'));
  if (!line) throw new Error(`The worker told nothing of its event loop:\n${output}`);
  return JSON.parse(line);
}
