import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { imageReportRows, imageReports } from "#db/schema/images.ts";
import { runReport } from "#lib/images/reports/run-report.ts";
import { startReport } from "#lib/images/reports/start-report.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { importFile, operator } from "#tests/datasets/import-file.ts";
import { bring } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

// A process of its own, to be killed: `begin <rows>` starts a report and measures, telling how far it has come; `go-on`
// does what was left and tells what is in the database.
const [mode = "", rows = ""] = process.argv.slice(2);
const database = await openDatabase({ url: process.env.DATABASE_URL ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;

if (mode === "begin") {
  const { body } = await bring(await bottle("#ffffff", { width: 96, height: 96 }).png().toBuffer());
  const cells = Array.from({ length: Number(rows) }, (_, at) => `s${at},${body.id}`);
  const made = await importFile("shop.csv", ["sku,picture", ...cells].join("\n"));
  if (!made.ok) throw new Error(made.refusal.code);
  const started = await startReport(operator, { datasetId: made.value.id, column: "picture" });
  if (!started.ok) throw new Error(started.refusal.code);
  setInterval(async () => process.stdout.write(`${(await find()).doneTo}\n`), 5);
  await runReport({ reportId: started.value.id }, signal);
} else {
  const { id, doneTo: before } = await find();
  await runReport({ reportId: id }, signal);
  const lines = (await db().select().from(imageReportRows)).map(({ rowNumber }) => rowNumber);
  const { status } = await find();
  process.stdout.write(
    `${JSON.stringify({ before, status, lines: lines.length, distinct: new Set(lines).size })}\n`,
  );
}
await database.close();
process.exit(0);

async function find() {
  const [report] = await db().select().from(imageReports);
  if (!report) throw new Error("There is no report.");
  return report;
}
