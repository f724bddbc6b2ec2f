import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { datasets } from "#db/schema/datasets.ts";
import { MOST_PUSHED, pushProducts } from "#lib/catalogue/push-products.ts";
import { freezeProducts } from "#lib/catalogue/selections/freeze-selection.ts";
import { runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { operator } from "#tests/datasets/import-file.ts";

// A process of its own, to be killed: `begin <products>` makes that many and freezes them, telling how far it has come; `go-on`
// does what was left and tells what is in the database.
const [mode = "", products = ""] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
const database = await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

if (mode === "begin") {
  for (let from = 0; from < Number(products); from += MOST_PUSHED) {
    const some = Array.from({ length: MOST_PUSHED }, (_, at) => ({ key: `P-${from + at}`, title: "Shirt" }));
    const pushed = await pushProducts(operator, { products: some });
    if (!pushed.ok) throw new Error(pushed.refusal.code);
  }
  const filter = { all: [{ field: "title", is: "present" as const }] };
  const frozen = await freezeProducts(operator, { name: "Frozen", filter });
  if (!frozen.ok) throw new Error(frozen.refusal.code);
  setInterval(async () => process.stdout.write(`${(await find()).rowCount}\n`), 5);
  await runFreeze(frozen.value, signal);
} else {
  const { id, rowCount: before } = await find();
  await runFreeze({ datasetId: id }, signal);
  const [stored] = await db().execute(sql`
    select count(*)::int as rows, max(row_number)::int as last, count(distinct "values" ->> 'key')::int as keys
    from dataset_rows where dataset_id = ${id}`);
  const { status, rowCount } = await find();
  process.stdout.write(`${JSON.stringify({ before, status, rowCount, ...stored })}\n`);
}
await database.close();
process.exit(0);

async function find() {
  const [found] = await db().select().from(datasets);
  if (!found) throw new Error("There is no dataset.");
  return found;
}
