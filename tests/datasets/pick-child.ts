import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { datasets } from "#db/schema/datasets.ts";
import { datasetOfChanges } from "#lib/datasets/dataset-of-changes.ts";
import { runPick } from "#lib/datasets/pick-rows.ts";
import { newId } from "#lib/new-id.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { operator } from "./import-file.ts";

// A process of its own, to be killed: `begin <rows>` picks that many rows and fills a dataset with them, telling how far it
// has come; `go-on` does what was left and tells what is in the database.
const [mode = "", rows = ""] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
const database = await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

if (mode === "begin") {
  const [id, against] = [await filled(Number(rows)), await filled(1)];
  const made = await datasetOfChanges(operator, { id, against, key: "sku", name: "Picked", kinds: ["new"] });
  if (!made.ok) throw new Error(made.refusal.code);
  setInterval(async () => process.stdout.write(`${(await find()).rowCount}\n`), 5);
  await runPick({ datasetId: made.value.datasetId }, signal);
} else {
  const { id, rowCount: before } = await find();
  await runPick({ datasetId: id }, signal);
  const [stored] = await db().execute(sql`
    select count(*)::int as rows, max(row_number)::int as last, count(distinct "values" ->> 'sku')::int as keys
    from dataset_rows where dataset_id = ${id}`);
  const { status, rowCount } = await find();
  process.stdout.write(`${JSON.stringify({ before, status, rowCount, ...stored })}\n`);
}
await database.close();
process.exit(0);

async function filled(rowCount: number): Promise<string> {
  const id = newId();
  const column = { name: "sku", header: "sku", type: "text" as const, required: false };
  await db()
    .insert(datasets)
    .values({
      ...{ id, name: "All", status: "ready", rowCount, keyColumn: "sku", createdBy: operator.memberId },
      columns: [{ ...column, filled: rowCount, distinct: rowCount, maxLength: 9 }],
    });
  await db().execute(sql`
    insert into dataset_rows (dataset_id, row_number, source_row, "values")
    select ${id}::uuid, n, n + 1, jsonb_build_object('sku', 'S-' || n) from generate_series(1, ${rowCount}::int) n`);
  return id;
}

async function find() {
  const [found] = await db().select().from(datasets).where(sql`${datasets.name} = 'Picked'`);
  if (!found) throw new Error("There is no dataset.");
  return found;
}
