import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { receiveWorkbook } from "#lib/publishing/channels/workbook/receive-workbook.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { keepHeapLow } from "#lib/worker/heap-growth.ts";
import { columnLetters } from "#tests/fixtures/write-workbook.ts";
import { templateSheet, writeMarketplaceTemplate } from "#tests/publishing/marketplace-template.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { above, isSmall, report } from "./report.ts";
import { addBenchChannel, ok, queuePublication, seedApproved, seedPublisher } from "./seed-publisher.ts";

// A marketplace's workbook of forty columns filled with 200,000 rows, and a training set of as many outputs: the most memory that
// the process takes which writes it and reads it back, in a process of its own, against one that only opens the database.
const ROWS = isSmall ? 5_000 : 200_000;
/** Each of them has its prompt rendered again, and is held against all before it. */
const EXAMPLES = isSmall ? 2_000 : 200_000;
const COLUMNS = 40;
const HEADER_ROW = 3;
const LIMIT_MEGABYTES = 400;
/** What every row of its second column is held against. */
const RULES =
  '<dataValidations count="1"><dataValidation type="textLength" operator="lessThanOrEqual" allowBlank="1" ' +
  'showErrorMessage="1" sqref="B4:B250000"><formula1>200</formula1></dataValidation></dataValidations>';

const [publicationId] = process.argv.slice(2);
if (publicationId === undefined) await compare();
else await fill(publicationId);

async function fill(id: string): Promise<void> {
  // As the worker does that writes publications.
  keepHeapLow();
  await openDatabase({ url: process.env.DATABASE_URL ?? "" });
  if (id !== "none") await writePublication({ publicationId: id }, new AbortController().signal);
  process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
  process.exit(0);
}

async function compare(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
  process.env.DATA_DIR = dataDir;
  const database = await openBenchDatabase();
  try {
    const publisher = await seedPublisher();
    const [rows, examples] = [await seedApproved(publisher, ROWS), await seedApproved(publisher, EXAMPLES)];
    const bareMegabytes = await peakOf("none", dataDir, database.url);
    const workbook = await workbookChannel(publisher, join(dataDir, "template.xlsx"));
    await measure(`${ROWS} rows into a marketplace's workbook of ${COLUMNS} columns`, rows, workbook);
    const training = { kind: "training-set", config: { similarity: 100 } } as const;
    const channel = await addBenchChannel(publisher, training);
    await measure(`a training set of ${EXAMPLES} outputs`, examples, channel);

    async function measure(name: string, batchId: string, channelId: string): Promise<void> {
      const id = await queuePublication(publisher, batchId, channelId);
      const startedAt = performance.now();
      const megabytes = await peakOf(id, dataDir, database.url);
      const seconds = (performance.now() - startedAt) / 1000;
      const written = await findPublication(db(), id);
      if (written?.status !== "succeeded") throw new Error(JSON.stringify(written?.failure));
      const bytes = statSync(join(dataDir, "publications", id)).size;
      report({
        ...{ name, goal: `≤ ${LIMIT_MEGABYTES} MB` },
        measured: `${megabytes.toFixed(0)} MB, ${seconds.toFixed(0)} s, ${written.itemsWritten} items, a file of ${(bytes / 1024 ** 2).toFixed(0)} MB`,
        baseline: `a process that only opens the database (${bareMegabytes.toFixed(0)} MB)`,
        ratio: megabytes / bareMegabytes,
        missedBy: isSmall ? null : above(megabytes, LIMIT_MEGABYTES, "MB"),
      });
    }
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A channel whose every column is filled: texts that were made, and what stands in the row. */
async function workbookChannel(publisher: Actor, path: string): Promise<string> {
  await writeMarketplaceTemplate(path, {
    "xl/worksheets/sheet2.xml": templateSheet({ rows: header(), tail: RULES }),
  });
  const uploadId = newId();
  const bytes = await (await objectStore()).put(uploadKey(uploadId), createReadStream(path));
  const file = { uploadId, fileName: "template.xlsx", bytes, sha256: "" };
  const { sheet } = ok(await receiveWorkbook(publisher, file, { sheet: "Template", headerRow: HEADER_ROW }));
  const fields = ["title", "points", "score", "name", "notes"];
  const mapping = Object.fromEntries(
    Array.from({ length: COLUMNS - 1 }, (_, at) => [
      `column_${at + 2}`,
      fields[at % fields.length] as string,
    ]),
  );
  const place = { uploadId, sheet, headerRow: HEADER_ROW, firstRow: HEADER_ROW + 1, keyColumn: "column_1" };
  return addBenchChannel(publisher, { kind: "workbook", config: place, mapping });
}

function header(): string {
  const cells = (row: number, textOf: (column: number) => string) =>
    Array.from(
      { length: COLUMNS },
      (_, at) => `<c r="${columnLetters(at)}${row}" t="inlineStr"><is><t>${textOf(at + 1)}</t></is></c>`,
    ).join("");
  return [1, 2, HEADER_ROW]
    .map(
      (row) =>
        `<row r="${row}">${cells(row, (column) => (row === HEADER_ROW ? `column_${column}` : `Label ${column}`))}</row>`,
    )
    .join("");
}

/** The most memory of a process that writes a publication, threads included, in MB. */
async function peakOf(id: string, dataDir: string, url: string): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), id], {
    env: { ...process.env, NODE_ENV: "production", DATA_DIR: dataDir, DATABASE_URL: url, LOG_LEVEL: "fatal" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (part) => {
    printed += part;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error("A process ended before its work was done.");
  return Number(printed);
}
