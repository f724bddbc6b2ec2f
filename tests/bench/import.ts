import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { streamXlsxRows } from "hucre";
import Papa from "papaparse";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { findDataset } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createDataset } from "#lib/datasets/create-dataset.ts";
import { registerUpload } from "#lib/datasets/register-upload.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { writeLargeCsv, writeLargeWorkbook } from "#tests/fixtures/large-files.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { above, isSmall, report } from "./report.ts";

// Importing 200,000 × 12 rows into the database, against only parsing the same file, and then a million, against the
// same import of 200,000; each in a process of its own.
const ROWS = isSmall ? 20_000 : 200_000;
const MANY_ROWS = 5 * ROWS;
const LIMIT_MEGABYTES = 400;
const LIMIT_OF_MANY_MEGABYTES = 500;

interface Measured {
  rows: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  /** Of the embedded database's own process, where the system tells. */
  databaseMegabytes: number | null;
  loopDelayMs: number;
}

const [mode, file] = process.argv.slice(2);
if (mode && file) {
  process.stdout.write(JSON.stringify(await measure(mode, file)));
  process.exit(0);
}
await compare();

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "presswork-bench-"));
  const postgres = launchPostgres();
  try {
    const files = {
      csv: join(folder, "large.csv"),
      "xlsx, inline strings": join(folder, "inline.xlsx"),
      "xlsx, shared strings": join(folder, "shared.xlsx"),
    };
    await writeLargeCsv(files.csv, ROWS);
    await writeLargeWorkbook(files["xlsx, inline strings"], ROWS, "inline");
    await writeLargeWorkbook(files["xlsx, shared strings"], ROWS, "shared");
    const few = new Map<string, Measured>();
    process.stdout.write(`${ROWS} rows × 12 columns; peak memory of the process that imports\n`);
    for (const [name, path] of Object.entries(files)) {
      const parse = await inProcess(name === "csv" ? "papaparse" : "hucre", path, {});
      say(`${name}: parse only (${name === "csv" ? "papaparse" : "hucre"})`, parse);
      if (postgres) {
        const imported = await inProcess("import", path, { DATABASE_URL: postgres.url });
        compareWithParsing(name, "PostgreSQL", parse, imported);
        few.set(name, imported);
      }
      compareWithParsing(name, "embedded", parse, await inProcess("import", path, {}));
      rmSync(path);
    }
    if (postgres) await compareMany(folder, postgres.url, few);
  } finally {
    postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareMany(folder: string, url: string, few: ReadonlyMap<string, Measured>): Promise<void> {
  const csv = join(folder, "many.csv");
  await writeLargeCsv(csv, MANY_ROWS);
  const workbook = join(folder, "many.xlsx");
  await writeLargeWorkbook(workbook, MANY_ROWS, "shared");
  for (const [name, path] of [
    ["csv", csv],
    ["xlsx, shared strings", workbook],
  ] as const) {
    const { rows, seconds, peakMegabytes } = await inProcess("import", path, { DATABASE_URL: url });
    if (rows !== MANY_ROWS) throw new Error(`${rows} rows of ${MANY_ROWS} were imported.`);
    const before = few.get(name);
    report({
      name: `import of ${MANY_ROWS} × 12, ${name}, on PostgreSQL: peak memory`,
      goal: `≤ ${LIMIT_OF_MANY_MEGABYTES} MB`,
      measured: `${Math.round(peakMegabytes)} MB, ${Math.round(rows / seconds)} rows/s`,
      baseline: `the same of ${ROWS} (${Math.round(before?.peakMegabytes ?? 0)} MB)`,
      ratio: peakMegabytes / (before?.peakMegabytes ?? Number.NaN),
      missedBy: above(peakMegabytes, LIMIT_OF_MANY_MEGABYTES, "MB"),
    });
  }
}

function compareWithParsing(name: string, database: string, parse: Measured, imported: Measured): void {
  say(`${name}: imported (${database})`, imported);
  const ratio = imported.rows / imported.seconds / (parse.rows / parse.seconds);
  const memory = `${imported.peakMegabytes <= LIMIT_MEGABYTES ? "within" : "over"} ${LIMIT_MEGABYTES} MB`;
  const besides = imported.databaseMegabytes
    ? `, the database's own process ${Math.round(imported.databaseMegabytes)} MB`
    : "";
  process.stdout.write(`  ${ratio.toFixed(2)} × the speed of parsing only; ${memory}${besides}\n`);
}

function say(name: string, { rows, seconds, cpuSeconds, peakMegabytes, loopDelayMs }: Measured): void {
  process.stdout.write(
    `${name.padEnd(48)} ${Math.round(rows / seconds)} rows/s, ${seconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s), ` +
      `${Math.round(peakMegabytes)} MB, event loop p99 ${loopDelayMs.toFixed(0)} ms\n`,
  );
}

async function inProcess(what: string, path: string, env: Record<string, string>): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-data-"));
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), what, path], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, DATA_DIR: dataDir, LOG_LEVEL: "fatal", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (part) => {
    printed += part;
  });
  await once(child, "close");
  rmSync(dataDir, { recursive: true, force: true });
  return JSON.parse(printed) as Measured;
}

async function measure(what: string, path: string): Promise<Measured> {
  const work = what === "import" ? await prepareImport(path) : () => parseOnly(what, path);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const rows = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const measured = {
    rows,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    databaseMegabytes: childPeakMegabytes(),
    loopDelayMs: delay.percentile(99) / 1e6,
  };
  if (what === "import") await stopQueue();
  return measured;
}

// Linux only: the children of this process, and the most each has held.
function childPeakMegabytes(): number | null {
  const file = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(file)) return null;
  const peaks = readFileSync(file, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(
      (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    );
  return peaks.length > 0 ? Math.max(...peaks) : null;
}

async function parseOnly(parser: string, path: string): Promise<number> {
  let rows = 0;
  if (parser === "hucre") {
    for await (const _ of streamXlsxRows(readFileSync(path))) rows++;
    return rows - 1;
  }
  await new Promise<void>((resolve, reject) => {
    Papa.parse(createReadStream(path), {
      header: true,
      skipEmptyLines: true,
      step: () => {
        rows++;
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  return rows;
}

async function prepareImport(path: string): Promise<() => Promise<number>> {
  const url = process.env.DATABASE_URL;
  await openDatabase(url ? { url } : { dataDir: process.env.DATA_DIR ?? "" });
  await startQueue(jobs, "web");
  const actor: Actor = { memberId: newId(), name: "Bench", roles: ["operator"], via: "system" };
  const uploadId = newId();
  await (await objectStore()).put(uploadKey(uploadId), createReadStream(path));
  await registerUpload(actor, { uploadId, fileName: path, bytes: statSync(path).size });
  const created = await createDataset(actor, { uploadId });
  if (!created.ok) throw new Error(created.refusal.code);
  return async () => {
    await runImport({ datasetId: created.value.id }, new AbortController().signal);
    return (await findDataset(db(), created.value.id))?.rowCount ?? 0;
  };
}
