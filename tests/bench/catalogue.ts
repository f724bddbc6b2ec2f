import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createCatalogueImport } from "#lib/catalogue/imports/create-import.ts";
import { runCatalogueImport } from "#lib/catalogue/imports/run-import.ts";
import { indexProducts } from "#lib/catalogue/index-products.ts";
import { countProducts, listProducts } from "#lib/catalogue/list-products.ts";
import type { FilterCondition, ProductFilter } from "#lib/catalogue/product-filter.ts";
import { freezeProducts } from "#lib/catalogue/selections/freeze-selection.ts";
import { runFreeze } from "#lib/catalogue/selections/run-freeze.ts";
import { registerUpload } from "#lib/datasets/register-upload.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { above, below, isSmall, report } from "./report.ts";

// A catalogue of five million products of twenty attributes on PostgreSQL: imports by files of a million rows, dry run,
// commit and index; then pages and counts of filters of three conditions, and a selection of a million frozen to a dataset.
const FILES = isSmall ? 2 : 5;
const ROWS_OF_FILE = isSmall ? 20_000 : 1_000_000;
const ATTRIBUTES = 20;
const QUESTIONS = isSmall ? 20 : 100;
const GOALS = { importPerSecond: 8_000, pageMs: 100, countMs: 300, freezeSeconds: 60 };
/** As many as a dataset may have. */
const FROZEN = isSmall ? 10_000 : 1_000_000;
/** Values of an attribute that products have equally often, so that a filter finds just so many of them. */
const BATCHES = 100;

const actor: Actor = { memberId: newId(), name: "Bench", roles: ["operator"], via: "system" };
const { signal } = new AbortController();
const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
process.env.DATA_DIR = dataDir;
const database = await openBenchDatabase();
try {
  const perSecond = await measureImport();
  const total = FILES * ROWS_OF_FILE;
  report({
    name: `import ${total.toLocaleString("en")} products × ${ATTRIBUTES} attributes: dry run, commit and index`,
    goal: `≥ ${GOALS.importPerSecond} products/s`,
    measured: `${Math.round(perSecond)} products/s`,
    baseline: "the goal",
    ratio: perSecond / GOALS.importPerSecond,
    missedBy: isSmall ? null : below(perSecond, GOALS.importPerSecond, "products/s"),
  });
  await db().execute(sql`analyze products`);
  const pageMs = await p95(async (n) =>
    expectOk(await listProducts(actor, { filter: filterOf(n), sort: "added", limit: 50 })),
  );
  reportTime("page of 50 by three conditions, p95", pageMs, GOALS.pageMs);
  const countMs = await p95(async (n) => expectOk(await countProducts(actor, { filter: filterOf(n) })));
  reportTime("count by three conditions, p95", countMs, GOALS.countMs);
  await measureFreeze();
} finally {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measureImport(): Promise<number> {
  let seconds = 0;
  for (let file = 0; file < FILES; file++) {
    const uploadId = newId();
    const bytes = await (await objectStore()).put(uploadKey(uploadId), csvOf(file));
    await registerUpload(actor, { uploadId, fileName: `products-${file}.csv`, bytes });
    const startedAt = performance.now();
    const created = await createCatalogueImport(actor, { uploadId, key: "sku", dryRun: false });
    if (!created.ok) throw new Error(created.refusal.code);
    await runCatalogueImport({ importId: created.value.id }, signal);
    await indexProducts({}, signal);
    seconds += (performance.now() - startedAt) / 1000;
    process.stdout.write(
      `file ${file + 1}: ${Math.round(((file + 1) * ROWS_OF_FILE) / seconds)} products/s so far\n`,
    );
  }
  return (FILES * ROWS_OF_FILE) / seconds;
}

async function measureFreeze(): Promise<void> {
  const attribute = "attributes.batch";
  const share = Math.floor((FROZEN / (FILES * ROWS_OF_FILE)) * BATCHES);
  const values = Array.from({ length: share }, (_, n) => `b${n}`);
  const filter: ProductFilter = { all: [{ field: attribute, is: "in", value: values }] };
  const frozen = await freezeProducts(actor, { name: "Frozen", filter });
  if (!frozen.ok) throw new Error(frozen.refusal.code);
  const waits: number[] = [];
  let isOver = false;
  const pages = (async () => {
    for (let n = 0; !isOver; n++) {
      const startedAt = performance.now();
      await listProducts(actor, { filter: filterOf(n), sort: "added", limit: 50 });
      waits.push(performance.now() - startedAt);
    }
  })();
  const startedAt = performance.now();
  await runFreeze(frozen.value, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  isOver = true;
  await pages;
  const rows = (await findDataset(db(), frozen.value.datasetId))?.rowCount ?? 0;
  const isWhole = rows === FROZEN;
  report({
    name: `freeze ${FROZEN.toLocaleString("en")} products to a dataset while pages are read`,
    goal: `≤ ${GOALS.freezeSeconds} s`,
    measured: `${seconds.toFixed(1)} s for ${rows.toLocaleString("en")} products`,
    baseline: "the goal",
    ratio: seconds / GOALS.freezeSeconds,
    missedBy: isWhole
      ? isSmall
        ? null
        : above(seconds, GOALS.freezeSeconds, "s")
      : `${Math.abs(FROZEN - rows).toLocaleString("en")} products`,
  });
  reportTime(
    "page of 50 by three conditions while they are frozen, p95",
    percentile(waits, 0.95),
    GOALS.pageMs,
  );
}

function reportTime(name: string, ms: number, goalMs: number): void {
  report({
    ...{ name, goal: `≤ ${goalMs} ms`, measured: `${ms.toFixed(0)} ms`, baseline: "the goal" },
    ratio: ms / goalMs,
    missedBy: isSmall ? null : above(ms, goalMs, "ms"),
  });
}

async function p95(ask: (n: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < QUESTIONS; n++) {
    const startedAt = performance.now();
    await ask(n);
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.95);
}

function percentile(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

function expectOk(result: { ok: boolean }): void {
  if (!result.ok) throw new Error("A filter was refused.");
}

/** Three conditions of different kinds, common and rare ones. */
function filterOf(n: number): ProductFilter {
  const kinds: FilterCondition[] = [
    { field: "country", is: "equals", value: ["DE", "FR", "US", "JP"][n % 4] ?? "DE" },
    { field: "attributes.material", is: n % 2 === 0 ? "missing" : "equals", value: `m${n % 12}` },
    { field: "title.length", is: "less", value: 20 + (n % 30) },
    { field: "category", is: "under", value: `C${n % 10}` },
    { field: "pictures.count", is: "less", value: 1 + (n % 4) },
    { field: "attributes.batch", is: "equals", value: `b${n % BATCHES}` },
    { field: "attributes.a9", is: "present" },
  ];
  return { all: [0, 1 + (n % 3), 4 + (n % 3)].map((at) => kinds[at] as FilterCondition) };
}

function mixedUp(n: number): number {
  return Math.imul(n, 2_654_435_761) >>> 0;
}

/** Of a hundred products in a row each is in another, from one that is anybody's guess: as many are in each. */
function batchOf(n: number): number {
  return (n + (mixedUp(Math.floor(n / BATCHES) + 1) >>> 7)) % BATCHES;
}

async function* csvOf(file: number): AsyncGenerator<Uint8Array> {
  const names = Array.from({ length: ATTRIBUTES - 3 }, (_, n) => `a${n}`);
  yield Buffer.from(
    `sku,title,category,country,language,pictures,material,batch,weight,${names.join(",")}\n`,
  );
  let lines = "";
  for (let row = 0; row < ROWS_OF_FILE; row++) {
    const n = file * ROWS_OF_FILE + row;
    // Mixed up, so that no condition goes along with the order of the file.
    const mixed = mixedUp(n + 1);
    const values = names.map((_, at) =>
      (mixed >>> (at % 16)) % 5 === 0 ? "" : `value ${(mixed >>> at) % (at < 9 ? 30 : 90_000)}`,
    );
    const pictures = Array.from({ length: mixed % 5 }, (_, at) => `https://a.example/${n}-${at}.jpg`).join(
      "|",
    );
    const cells = [
      ...[`SKU-${n}`, `Product ${"word ".repeat(mixed % 9)}${n}`, `C${mixed % 10} > D${mixed % 100}`],
      ...[["DE", "FR", "US", "JP", "IT"][mixed % 5], ["de", "fr", "en", "ja"][mixed % 4], pictures],
      ...[(mixed >>> 3) % 3 === 0 ? "" : `m${(mixed >>> 5) % 12}`, `b${batchOf(n)}`, `${mixed % 5_000} g`],
      ...values,
    ];
    lines += `${cells.join(",")}\n`;
    if (lines.length < 1_000_000) continue;
    yield Buffer.from(lines);
    lines = "";
  }
  yield Buffer.from(lines);
}
