import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { batches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { runLaunchFrozen } from "#lib/batches/launch/launch-frozen.ts";
import { launchOver } from "#lib/batches/launch/launch-selection.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { MOST_PUSHED, pushProducts } from "#lib/catalogue/push-products.ts";
import { runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { createSelection } from "#lib/catalogue/selections/selections.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { makeMaterials, operator } from "#tests/batches/batch-fixture.ts";

// A process of its own, to be killed: `begin <products>` launches over that many, and freezes them, telling how far it has come;
// `go-on` does what was left and tells what is in the database.
const [mode = "", products = ""] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
const database = await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

if (mode === "begin") {
  for (let from = 0; from < Number(products); from += MOST_PUSHED) {
    const some = Array.from({ length: MOST_PUSHED }, (_, at) => ({
      ...{ key: `P-${from + at}`, title: "Shirt" },
      attributes: { name: "Shirt" },
    }));
    const pushed = await pushProducts(operator, { products: some });
    if (!pushed.ok) throw new Error(pushed.refusal.code);
  }
  const filter = { all: [{ field: "title", is: "present" as const }] };
  const selection = await createSelection(operator, { name: "Shirts", filter });
  if (!selection.ok) throw new Error(selection.refusal.code);
  // Nobody is asked before the test ends.
  const { datasetId: _, ...terms } = await makeMaterials({ providerUrl: "http://127.0.0.1:9", rows: 1 });
  const launched = await launchOver(operator, {
    ...{ name: "Shirts", ...terms, budgetCap: { amount: "1000", currency: "USD" } },
    selectionId: selection.value.id,
  });
  if (!launched.ok) throw new Error(launched.refusal.code);
  setInterval(async () => process.stdout.write(`${(await frozen()).rowCount}\n`), 5);
  await runFreeze({ datasetId: (await frozen()).id }, signal);
} else {
  const [batch, ...others] = await db().select().from(batches);
  if (!batch || others.length > 0) throw new Error("There is one batch.");
  const before = await viewBatch(operator, batch.id);
  await runFreeze({ datasetId: batch.datasetId }, signal);
  await runLaunchFrozen({ batchId: batch.id });
  const after = await viewBatch(operator, batch.id);
  if (!before.ok || !after.ok) throw new Error("refused");
  const [jobsLeft] = await db().execute(
    sql`select count(*)::int as launches from queue.job where name = 'batches.launch-frozen' and state < 'active'`,
  );
  const { status, rowCount, itemCount } = after.value;
  process.stdout.write(
    `${JSON.stringify({ waited: before.value.waitingFor, ...jobsLeft, status, rowCount, itemCount })}\n`,
  );
}
await database.close();
process.exit(0);

async function frozen() {
  const [found] = await db().select().from(datasets).where(sql`import_plan ->> 'selectionId' is not null`);
  if (!found) throw new Error("There is no dataset.");
  return found;
}
