import { basename } from "node:path";
import { eq, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { datasetRows, datasets } from "#db/schema/datasets.ts";
import { createDataset } from "#lib/datasets/create-dataset.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { operator, uploadFile } from "./import-file.ts";

// A process of its own, to be killed: `begin <file>` makes a dataset and imports it, telling how far it has come;
// `go-on` runs what was left importing to its end and tells what is in the database.
const [mode, path] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
const database = await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

if (mode === "begin" && path) {
  const uploadId = await uploadFile(operator, basename(path), { path });
  const created = await createDataset(operator, { uploadId });
  if (!created.ok) throw new Error(created.refusal.code);
  const datasetId = created.value.id;
  const telling = setInterval(async () => {
    const rows = (await findDataset(db(), datasetId))?.rowCount ?? 0;
    process.stdout.write(`${rows}\n`);
  }, 10);
  await runImport({ datasetId }, signal);
  clearInterval(telling);
} else {
  const [left] = await db().select().from(datasets);
  if (!left) throw new Error("There is no dataset.");
  const before = left.rowCount;
  await runImport({ datasetId: left.id }, signal);
  const [stored] = await db()
    .select({
      rows: sql<number>`count(*)::int`,
      last: sql<number>`max(${datasetRows.rowNumber})::int`,
      lines: sql<number>`count(distinct ${datasetRows.sourceRow})::int`,
    })
    .from(datasetRows)
    .where(eq(datasetRows.datasetId, left.id));
  const after = await findDataset(db(), left.id);
  process.stdout.write(
    JSON.stringify({ before, status: after?.status, rowCount: after?.rowCount, ...stored }),
  );
}
await database.close();
process.exit(0);
