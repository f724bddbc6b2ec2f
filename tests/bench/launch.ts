import { cancelBatch } from "#lib/batches/run/control-batch.ts";
import { launch, operator, until } from "#tests/batches/batch-fixture.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { fillMaterials } from "./fill-materials.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { above, isSmall, report } from "./report.ts";

// From the launch of ten million items to the first call, against the same of a hundred.
const MANY = isSmall ? 100_000 : 10_000_000;
const FEW = 100;
const PATIENCE_MS = 60_000;
const GOAL_MS = 5_000;

const database = await openBenchDatabase();
const provider = await startProviderProcess({ latencyMs: 50 });
const worker = startWorkerProcess({ DATABASE_URL: database.url, LOG_LEVEL: "info" });
while (!worker.output().includes("worker started")) await new Promise((resolve) => setTimeout(resolve, 50));
await firstCall(FEW);
const few = await firstCall(FEW);
const many = await firstCall(MANY);
await worker.kill();
provider.stop();
await database.close();
report({
  name: `launch of ${MANY} items → first call`,
  goal: `≤ ${GOAL_MS} ms`,
  measured: `${many} ms`,
  baseline: `${few} ms for ${FEW} items`,
  ratio: many / few,
  missedBy: above(many, GOAL_MS, "ms"),
});
process.exit(0);

async function firstCall(rows: number): Promise<number> {
  const materials = await fillMaterials({ providerUrl: provider.url, rows });
  const startedAt = Date.now();
  const batchId = await launch(materials, { budgetCap: { amount: "1000000000", currency: "USD" } });
  const [first] = await until(async () => {
    const started = await provider.startedAfter(startedAt);
    return started.length > 0 && started;
  }, PATIENCE_MS);
  await cancelBatch(operator, batchId);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return (first as number) - startedAt;
}
