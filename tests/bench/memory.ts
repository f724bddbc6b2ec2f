import { launch, untilState } from "#tests/batches/batch-fixture.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { fillMaterials } from "./fill-materials.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { peakMemoryMb } from "./processes.ts";
import { above, isSmall, report } from "./report.ts";

// The most memory a worker takes for ten thousand items and for a million, end to end on PostgreSQL, with a provider
// that answers at once in a process of its own.
const FEW = isSmall ? 2_000 : 10_000;
const MANY = isSmall ? 10_000 : 1_000_000;
const CONCURRENCY = 64;
const PATIENCE_MS = 3_600_000;
const MORE_MB = 25;

const database = await openBenchDatabase();
const provider = await startProviderProcess({ keepsTotalsOnly: true });
const few = await run(FEW);
const many = await run(MANY);
provider.stop();
await database.close();

report({
  name: `memory of a worker, ${MANY} items against ${FEW}`,
  goal: `+ ≤ ${MORE_MB} MB`,
  measured: `${many.memoryMb.toFixed(0)} MB, + ${(many.memoryMb - few.memoryMb).toFixed(0)} MB`,
  baseline: `${few.memoryMb.toFixed(0)} MB`,
  ratio: many.memoryMb / few.memoryMb,
  missedBy: above(many.memoryMb - few.memoryMb, MORE_MB, "MB"),
});
report({
  name: `${MANY} items end to end, one worker`,
  goal: "they end",
  measured: `${((MANY * 1_000) / many.wallMs).toFixed(0)} items/s, ${(many.wallMs / 60_000).toFixed(1)} min`,
  baseline: `${FEW} items at ${((FEW * 1_000) / few.wallMs).toFixed(0)} items/s`,
  ratio: MANY / many.wallMs / (FEW / few.wallMs),
  missedBy: null,
});
process.exit(0);

async function run(rows: number): Promise<{ memoryMb: number; wallMs: number }> {
  const materials = await fillMaterials({
    providerUrl: provider.url,
    rows,
    limits: { concurrency: CONCURRENCY },
  });
  const worker = startWorkerProcess({ DATABASE_URL: database.url, LOG_LEVEL: "info" });
  while (!worker.output().includes("worker started")) await new Promise((resolve) => setTimeout(resolve, 50));
  const startedAt = Date.now();
  const batchId = await launch(materials, { budgetCap: { amount: "100000", currency: "USD" } });
  await untilState(batchId, ["succeeded"], PATIENCE_MS);
  const wallMs = Date.now() - startedAt;
  const memoryMb = peakMemoryMb(worker.process.pid as number);
  await worker.stop();
  return { memoryMb, wallMs };
}
