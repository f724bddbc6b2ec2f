import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { catalogueImports } from "#db/schema/catalogue.ts";
import { createCatalogueImport } from "#lib/catalogue/imports/create-import.ts";
import { commitCatalogueImport, rollBackCatalogueImport } from "#lib/catalogue/imports/end-import.ts";
import { runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { operator, uploadFile } from "#tests/datasets/import-file.ts";

// A process of its own, to be killed: `read <file>` does a dry run, `write` goes on with it and writes it, `take-back` takes
// it back, each telling how far it has come; `go-on` does what was left and tells what is in the database.
const [mode = "", path = ""] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
const database = await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

const find = async () => {
  const [row] = await db().select().from(catalogueImports);
  if (!row) throw new Error("There is no import.");
  return row;
};
const run = async (importId: string) => runCatalogueImport({ importId }, signal);

if (mode === "read") {
  const uploadId = await uploadFile(operator, "large.csv", { path });
  const created = await createCatalogueImport(operator, { uploadId, key: "sku", dryRun: true });
  if (!created.ok) throw new Error(created.refusal.code);
  tell(async () => (await find()).readTo);
  await run(created.value.id);
} else if (mode === "go-on") {
  const { id, appliedTo: before } = await find();
  await run(id);
  const [counted] = await db().execute(sql`
    select (select count(*)::int from products) as products, (select max(id) from products) as "lastId",
      (select count(distinct key)::int from catalogue_import_products) as staged`);
  const { status, newCount } = await find();
  process.stdout.write(`${JSON.stringify({ before, status, newCount, ...counted })}\n`);
} else {
  const { id } = await find();
  await run(id);
  const asked =
    mode === "write"
      ? await commitCatalogueImport(operator, { id })
      : await rollBackCatalogueImport(operator, { id });
  if (!asked.ok) throw new Error(asked.refusal.code);
  tell(async () => (await find()).appliedTo);
  await run(id);
}
await database.close();
process.exit(0);

function tell(position: () => Promise<number>): void {
  setInterval(async () => process.stdout.write(`${await position()}\n`), 5);
}
