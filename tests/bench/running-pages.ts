import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/open-database.ts";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";
import { startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import { percentile, signIn, timePages } from "./answer-times.ts";
import { above, isSmall, report } from "./report.ts";

// How long a page takes while a batch runs in the same process on the embedded database, against the same pages when
// it does not: `npm start`, over HTTP.
const ROWS = isSmall ? 15_000 : 50_000;
const ROUNDS = isSmall ? 30 : 150;
const GOAL_MS = 200;

await buildIfNeeded();
const folder = mkdtempSync(join(tmpdir(), "presswork-bench-"));
const provider = await startProviderProcess({ latencyMs: 100, keepsTotalsOnly: true });
const batchId = await fill();
const app = await startConsole({ dataDir: folder });
const cookie = await signIn(app);
const paths = ["/", "/batches", `/batches/${batchId}`, "/templates", "/spend"];
const running = await timePages({ app, cookie }, paths, ROUNDS);
const { status, counts } = await batchNow();
if (status !== "running") process.stdout.write(`The batch was over before the pages were: ${status}.\n`);
await app.api(`/batches/${batchId}/cancel`, { method: "POST" });
await new Promise((resolve) => setTimeout(resolve, 2_000));
const idle = await timePages({ app, cookie }, paths, ROUNDS);
await app.stop();
provider.stop();
rmSync(folder, { recursive: true, force: true });
report({
  name: "page during a running batch on the embedded database, p99",
  goal: `≤ ${GOAL_MS} ms`,
  measured: `${percentile(running, 99).toFixed(0)} ms (p50 ${percentile(running, 50).toFixed(0)}), ${counts.succeeded} items made meanwhile`,
  baseline: `the same pages without one (p99 ${percentile(idle, 99).toFixed(0)} ms)`,
  ratio: percentile(running, 99) / percentile(idle, 99),
  missedBy: above(percentile(running, 99), GOAL_MS, "ms"),
});
process.exit(0);

async function fill(): Promise<string> {
  const database = await openDatabase({ dataDir: folder });
  await startQueue(jobs, "web");
  const materials = await makeMaterials({
    providerUrl: provider.url,
    rows: ROWS,
    limits: { concurrency: 32 },
  });
  const id = await launch(materials);
  await stopQueue();
  await database.close();
  return id;
}

async function batchNow(): Promise<{ status: string; counts: { succeeded: number } }> {
  return (await app.api(`/batches/${batchId}`)).json();
}
