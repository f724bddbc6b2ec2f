import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { db } from "#db/client.ts";
import { addLearnt } from "#db/queries/catalogue/attributes.ts";
import {
  type CatalogueImportRow,
  countImport,
  failImport,
  findImport,
  insertImportErrors,
  isWriting,
  listStagedCategories,
  lockImport,
  type StagedProduct,
  stagedStretch,
  stageProducts,
  updateImport,
} from "#db/queries/catalogue/imports.ts";
import {
  addCategories,
  takeBackProducts,
  takeTurn,
  writeProducts,
} from "#db/queries/catalogue/write-products.ts";
import { AppError } from "#lib/app-error.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type ReadSummary, type RowBatch, readInThread } from "#lib/datasets/read-in-thread.ts";
import type { RowError } from "#lib/datasets/take-row.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import type { Refusal } from "#lib/result.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { type AttributeSeen, learn, valueKind } from "../attribute-type.ts";
import { askForIndex } from "../index-products.ts";
import { catalogueImportJob } from "../jobs.ts";
import { ProductReader, type ReadProduct } from "../read-products.ts";
import { catalogueImportPlanSchema } from "./import-plan.ts";

/** Products of one transaction. */
const PRODUCTS_AT_ONCE = 2_000;
const WRITTEN_AT_ONCE = 1_000;
/** While much is written the index keeps up with it. */
const INDEXED_EVERY = 30_000;
const COME_BACK_MS = 2_000;
const MOST_ATTRIBUTES = 2_000;
const LONGEST_SHOWN = 500;

/**
 * The job: reads the file of an import, a stretch a transaction; writes its products once that was asked for, or takes
 * them back. What is committed stays, and a run that follows a crash goes on there.
 * @throws when it was asked to stop or the database went away, so that the queue runs it again.
 */
export async function runCatalogueImport(
  { importId }: { importId: string },
  signal: AbortSignal,
): Promise<void> {
  const found = await findImport(db(), importId);
  if (found?.status === "reading" && !found.readAt) await readFile(importId, signal);
  await goOn(importId);
  await write(importId, signal);
}

/** The job was tried in vain: the import says so. What it wrote can still be taken back. */
export function giveUpCatalogueImport({ importId }: { importId: string }): Promise<void> {
  return failImport(db(), importId, { code: "given_up" });
}

async function readFile(importId: string, signal: AbortSignal): Promise<void> {
  const found = await findImport(db(), importId);
  if (found?.status !== "reading") return;
  const copy = await (await objectStore()).localCopy(uploadKey(found.uploadId));
  if (!copy) return fail(importId, { code: "upload_gone" });
  try {
    const sha256 = await digestOf(copy.path, signal);
    const isWhole = await stageFile(found, copy.path, signal);
    if (!isWhole) return;
    const counts = await countImport(db(), importId);
    if (counts.newCount + counts.changedCount + counts.unchangedCount === 0) {
      const rejected = counts.invalidCount;
      const refusal = rejected > 0 ? { code: "no_valid_rows", params: { rejected } } : { code: "no_rows" };
      await db().transaction((tx) =>
        updateImport(tx, importId, { ...counts, sha256, bytesRead: copy.bytes }),
      );
      return fail(importId, refusal);
    }
    const read = { ...counts, sha256, bytesRead: copy.bytes, readAt: new Date() };
    await db().transaction((tx) => updateImport(tx, importId, read));
    log.info({ importId, ...counts }, "a catalogue import was read");
  } catch (error) {
    if (error instanceof FileRefusal) return fail(importId, error.refusal);
    throw error;
  } finally {
    await copy.release();
  }
}

/** What follows when a file is read: somebody looks at it, or it is written. One writes at a time; another comes back. */
async function goOn(importId: string): Promise<void> {
  await db().transaction(async (tx) => {
    await takeTurn(tx);
    const row = await lockImport(tx, importId);
    if (row?.status !== "reading" || !row.readAt) return;
    if (row.dryRun) await updateImport(tx, importId, { status: "ready" });
    else if (await isWriting(tx)) {
      const startAfter = new Date(Date.now() + COME_BACK_MS);
      await enqueue(tx, catalogueImportJob, { importId }, { startAfter });
    } else await updateImport(tx, importId, { status: "committing", committedAt: new Date() });
  });
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(/* turbopackIgnore: true */ path, { signal })) hash.update(part);
  return hash.digest("hex");
}

interface Stretch {
  read: ReadProduct[];
  /** Rows that could not be read at all. */
  broken: { s: number; e: RowError; v: Record<string, string> | null }[];
}

/** @returns `false` where the import was ended by somebody meanwhile. */
async function stageFile(row: CatalogueImportRow, path: string, signal: AbortSignal): Promise<boolean> {
  const plan = catalogueImportPlanSchema.parse(row.plan);
  const reader = new ProductReader(plan);
  const task = {
    path,
    plan: plan.file,
    afterSourceRow: row.sourceRowsRead,
    maxSourceRows: Number.POSITIVE_INFINITY,
  };
  const batches = readInThread(task, signal);
  const stage = new Stage(row);
  let stretch: Stretch = { read: [], broken: [] };
  try {
    for (;;) {
      const next: IteratorResult<RowBatch, ReadSummary> = await batches.next();
      signal.throwIfAborted();
      if (next.done) {
        stretch.read.push(...reader.end());
        return await stage.store(stretch, { sourceRow: Number.MAX_SAFE_INTEGER, bytes: row.bytes });
      }
      const rows = JSON.parse(next.value.rows) as { s: number; v: Record<string, string> }[];
      for (const { s, v } of rows) stretch.read.push(...reader.add({ sourceRow: s, values: v }));
      stretch.broken.push(...(JSON.parse(next.value.errors) as Stretch["broken"]));
      if (stretch.read.length + stretch.broken.length < PRODUCTS_AT_ONCE) continue;
      // A row that is held back will be read again after a crash, and so will all that stand after it.
      const sourceRow = reader.heldFrom === null ? next.value.lastSourceRow : reader.heldFrom - 1;
      const held = stretch.broken.filter(({ s }) => s > sourceRow);
      stretch.broken = stretch.broken.filter(({ s }) => s <= sourceRow);
      if (!(await stage.store(stretch, { sourceRow, bytes: next.value.bytesRead }))) return false;
      stretch = { read: [], broken: held };
    }
  } finally {
    await batches.return(undefined as never);
  }
}

/** Where an import stands in its file, and what it has learnt so far. */
class Stage {
  readonly #importId: string;
  readonly #learnt: Map<string, AttributeSeen>;
  #standsAt: number;
  #number: number;

  constructor(row: CatalogueImportRow) {
    this.#importId = row.id;
    this.#learnt = new Map(Object.entries(row.learnt as Record<string, AttributeSeen>));
    this.#standsAt = row.sourceRowsRead;
    this.#number = row.readTo;
  }

  /** Keeps what was read up to a row of the file. @returns `false` where the import is no longer being read. */
  async store(stretch: Stretch, to: { sourceRow: number; bytes: number }): Promise<boolean> {
    const importId = this.#importId;
    const products: StagedProduct[] = [];
    const rowOf = new Map<number, ReadProduct["row"]>();
    for (const one of stretch.read) {
      if (!one.ok) continue;
      const { key, facts, attributes, numbers } = one.patch;
      const n = ++this.#number;
      rowOf.set(n, one.row);
      products.push({ n, s: one.row.sourceRow, k: key, f: facts, a: attributes, m: numbers });
      this.#learn(attributes);
    }
    const errors = [
      ...stretch.broken.map((one) => brokenError(importId, one)),
      ...invalidErrors(importId, stretch.read),
    ];
    const isStored = await db().transaction(async (tx) => {
      const row = await lockImport(tx, importId);
      if (row?.status !== "reading") return false;
      if (row.sourceRowsRead !== this.#standsAt)
        throw new AppError("Another importer is reading the same file.", { facts: { importId } });
      const twice = products.length > 0 ? await stageProducts(tx, importId, products) : [];
      const twiceErrors = twice.flatMap(({ number, otherRow }) => {
        const product = products.find(({ n }) => n === number);
        const values = rowOf.get(number)?.values ?? null;
        if (!product) return [];
        const column = "";
        return [
          { importId, sourceRow: product.s, column, rule: "key_twice", value: product.k, otherRow, values },
        ];
      });
      await insertImportErrors(tx, [...errors, ...twiceErrors]);
      await updateImport(tx, importId, {
        sourceRowsRead: Math.min(to.sourceRow, 2 ** 31 - 1),
        bytesRead: to.bytes,
        readTo: this.#number,
        learnt: Object.fromEntries(this.#learnt) as CatalogueImportRow["learnt"],
      });
      return true;
    });
    this.#standsAt = Math.min(to.sourceRow, 2 ** 31 - 1);
    return isStored;
  }

  #learn(attributes: Record<string, string | null>): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) continue;
      let seen = this.#learnt.get(name);
      if (!seen) {
        if (this.#learnt.size >= MOST_ATTRIBUTES) continue;
        seen = { kinds: {}, units: {} };
        this.#learnt.set(name, seen);
      }
      learn(seen, valueKind(value));
    }
  }
}

function invalidErrors(importId: string, read: readonly ReadProduct[]) {
  return read.flatMap((one) =>
    one.ok
      ? []
      : one.errors.map((error, at) => ({
          importId,
          sourceRow: one.row.sourceRow,
          ...error,
          value: cutText(storableText(error.value), LONGEST_SHOWN),
          values: at === 0 ? one.row.values : null,
        })),
  );
}

function brokenError(importId: string, { s, e, v }: Stretch["broken"][number]) {
  return { importId, sourceRow: s, column: e.column, rule: e.rule, value: e.value, values: v };
}

/** Writes the products of an import, or takes them back, as far as that was asked for. */
async function write(importId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const isOver = await db().transaction(async (tx) => {
      await takeTurn(tx);
      const row = await lockImport(tx, importId);
      if (row?.status !== "committing" && row?.status !== "rolling-back") return true;
      const from = row.appliedTo;
      const to = Math.min(from + WRITTEN_AT_ONCE, row.readTo);
      if (from >= row.readTo) {
        await finish(tx, row);
        return true;
      }
      let { keptCount } = row;
      if (row.status === "committing") {
        await addCategories(tx, await listStagedCategories(tx, importId, from, to));
        await writeProducts(tx, { rows: stagedStretch(importId, from, to), importId });
      } else keptCount += await takeBackProducts(tx, { importId, from, to });
      if (to === row.readTo || to % INDEXED_EVERY === 0) await askForIndex(tx);
      await updateImport(tx, importId, { appliedTo: to, keptCount });
      return false;
    });
    if (isOver) return;
  }
}

async function finish(tx: Parameters<typeof lockImport>[0], row: CatalogueImportRow): Promise<void> {
  const isCommit = row.status === "committing";
  if (isCommit) await addLearnt(tx, row.learnt);
  await updateImport(tx, row.id, {
    status: isCommit ? "committed" : "rolled-back",
    finishedAt: new Date(),
  });
  log.info(
    { importId: row.id },
    isCommit ? "a catalogue import was written" : "a catalogue import was taken back",
  );
}

async function fail(importId: string, { code, params }: Refusal): Promise<void> {
  await failImport(db(), importId, { code, ...(params && { params }) });
}
