import { createReadStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type Db, db } from "#db/client.ts";
import {
  beginRun,
  endRun,
  findPublication,
  noteProgress,
  type PublicationRow,
  readApprovedItems,
} from "#db/queries/publishing/publications.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
import { AppError } from "#lib/app-error.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { readEnv } from "#lib/env.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { inOrder } from "#lib/review/claim.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type AigcLabel, aigcLabel } from "./ai-label.ts";
import { CellTooLongError, encodeItems } from "./encode-items.ts";
import { labelWorkbook, readWorkbookLabel } from "./label-workbook.ts";
import { labelKey, publicationKey } from "./publication-key.ts";
import type { PublishedItem } from "./table.ts";

const PAGE_ITEMS = 500;
const PROGRESS_EVERY_MS = 500;
/** A file that could not be written so many times will not be the next time either. */
const MAX_RUNS = 10;

/**
 * Writes the file of a publication, page by page, and gives it its place only when it is whole, safe and labelled. A
 * run cut off anywhere leaves nothing that is offered, and is simply done again.
 */
export async function writePublication(
  { publicationId }: { publicationId: string },
  signal: AbortSignal,
): Promise<void> {
  const runs = await beginRun(db(), publicationId);
  const publication = runs === null ? null : await findPublication(db(), publicationId);
  if (runs === null || !publication) return;
  const [context] = await readReviewContexts(db(), [publication.batchId]);
  if (!context) throw new AppError("The batch of a publication is gone.", { facts: { publicationId } });
  try {
    const { itemsWritten, bytes } = await writeFileOf(publication, context, signal);
    await endRun(db(), publicationId, { status: "succeeded", itemsWritten, bytes });
  } catch (cause) {
    signal.throwIfAborted();
    const failure = failureOf(cause, runs);
    if (!failure) throw cause;
    await endRun(db(), publicationId, { status: "failed", failure });
  }
}

async function writeFileOf(
  publication: PublicationRow,
  context: ReviewContextRow,
  signal: AbortSignal,
): Promise<{ itemsWritten: number; bytes: number }> {
  const store = await objectStore();
  const label = aigcLabel(readEnv().AIGC_PROVIDER_CODE, publication.id);
  const progress = { itemsWritten: 0 };
  const items = approvedItems(db(), publication, context, signal, progress);
  const shape = { format: publication.channel.format, itemCount: publication.itemCount };
  const content = whole(encodeItems(shape, items, context), publication, progress);
  await putLabel(store, publication.id, label);
  const isWorkbook = publication.channel.format === "xlsx";
  const bytes = isWorkbook
    ? await putWorkbook(store, publication.id, content, label)
    : await store.put(publicationKey(publication.id), content);
  return { itemsWritten: progress.itemsWritten, bytes };
}

async function* whole(
  content: AsyncIterable<Uint8Array>,
  { id, itemCount }: PublicationRow,
  progress: { itemsWritten: number },
): AsyncGenerator<Uint8Array> {
  yield* content;
  if (progress.itemsWritten !== itemCount)
    throw new AppError("A publication holds another number of items than was frozen.", {
      facts: { publicationId: id, ...progress, itemCount },
    });
}

async function* approvedItems(
  tx: Db,
  publication: PublicationRow,
  context: ReviewContextRow,
  signal: AbortSignal,
  progress: { itemsWritten: number },
): AsyncGenerator<PublishedItem> {
  const { batchId } = publication;
  const sourceNames = context.columns.map(({ name }) => name);
  const outputNames = (context.outputs as OutputField[]).map(({ name }) => name);
  let notedAt = Date.now();
  for (let afterSeq = -1; ; ) {
    signal.throwIfAborted();
    const page = await readApprovedItems(tx, publication.id, context, afterSeq, PAGE_ITEMS);
    for (const { seq, language, output, source } of page) {
      yield {
        itemId: itemId(batchId, seq),
        language,
        source: inOrder(source ?? {}, sourceNames),
        output: inOrder(output, outputNames),
      };
      progress.itemsWritten++;
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE_ITEMS) return;
    afterSeq = last.seq;
    if (Date.now() - notedAt < PROGRESS_EVERY_MS) continue;
    notedAt = Date.now();
    await noteProgress(tx, publication.id, progress.itemsWritten);
  }
}

// A workbook carries its label inside; for the other kinds it lies beside the file. Either is read back.
async function putLabel(store: ObjectStore, id: string, label: AigcLabel): Promise<void> {
  const key = labelKey(id);
  await store.put(key, oneChunk(`${JSON.stringify({ AIGC: label })}\n`));
  const written = await store.get(key);
  if (!written || JSON.parse(await text(written.content)).AIGC.ProduceID !== id)
    throw new AppError("The label beside a file is not what was written.");
}

/** The label goes in at the end of a whole workbook, so that it is made on this machine first. */
async function putWorkbook(
  store: ObjectStore,
  id: string,
  content: AsyncIterable<Uint8Array>,
  label: AigcLabel,
): Promise<number> {
  const path = await scratchPath();
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
    await labelWorkbook(path, label);
    if ((await readWorkbookLabel(path)) !== JSON.stringify(label))
      throw new AppError("The label in a workbook is not what was written.");
    return await store.put(publicationKey(id), createReadStream(path));
  } finally {
    await rm(path, { force: true });
  }
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function failureOf(cause: unknown, runs: number) {
  if (cause instanceof CellTooLongError)
    return { code: "cell_too_long", params: { itemId: cause.itemId, column: cause.column } };
  if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC") return { code: "disk_full" };
  if (runs < MAX_RUNS) return null;
  return { code: cause instanceof ObjectStoreError ? "object_store_unavailable" : "publication_failed" };
}
