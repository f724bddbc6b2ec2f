import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
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
import { dataFolder } from "#lib/data-dir.ts";
import { readEnv } from "#lib/env.ts";
import type { Failure } from "#lib/failure.ts";
import { newId } from "#lib/new-id.ts";
import { inOrder } from "#lib/review/claim.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type AigcLabel, aigcLabel } from "./ai-label.ts";
import { CellTooLongError, encodeItems } from "./encode-items.ts";
import { labelWorkbook, readWorkbookLabel } from "./label-workbook.ts";
import { labelPath, publicationPath } from "./publication-path.ts";
import type { PublishedItem } from "./table.ts";

const PAGE_ITEMS = 500;
const PROGRESS_EVERY_MS = 500;
/** A file that could not be written so many times will not be the next time either. */
const MAX_RUNS = 10;

/**
 * Writes the file of a publication, page by page, to a name of its own, and gives it its place only when it is
 * whole, on the disk and labelled. A run cut off anywhere leaves nothing that is offered, and is simply done again.
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
    const failure = failureOf(cause) ?? (runs >= MAX_RUNS ? { code: "publication_failed" } : null);
    if (!failure) throw cause;
    await endRun(db(), publicationId, { status: "failed", failure });
  }
}

async function writeFileOf(
  publication: PublicationRow,
  context: ReviewContextRow,
  signal: AbortSignal,
): Promise<{ itemsWritten: number; bytes: number }> {
  const folder = await dataFolder("publications");
  await removePartials(folder, publication.id);
  const partial = join(folder, `${publication.id}.${newId()}.partial`);
  const label = aigcLabel(readEnv().AIGC_PROVIDER_CODE, publication.id);
  const progress = { itemsWritten: 0 };
  const items = approvedItems(db(), publication, context, signal, progress);
  const shape = { format: publication.channel.format, itemCount: publication.itemCount };
  await writeAll(partial, encodeItems(shape, items, context));
  await writeLabel(partial, folder, publication, label);
  if (progress.itemsWritten !== publication.itemCount)
    throw new AppError("A publication holds another number of items than was frozen.", {
      facts: { publicationId: publication.id, ...progress, itemCount: publication.itemCount },
    });
  await moveInPlace(partial, publicationPath(folder, publication.id));
  await syncFolder(folder);
  const { size } = await stat(publicationPath(folder, publication.id));
  return { itemsWritten: progress.itemsWritten, bytes: size };
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

async function writeAll(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

// A workbook carries its label inside; for the other kinds it lies beside the file. Either is read back.
async function writeLabel(
  partial: string,
  folder: string,
  { id, channel }: PublicationRow,
  label: AigcLabel,
): Promise<void> {
  const sidecar = `${partial}.label`;
  await writeAll(sidecar, oneChunk(`${JSON.stringify({ AIGC: label })}\n`));
  if (JSON.parse(await readFile(sidecar, "utf8")).AIGC.ProduceID !== id)
    throw new AppError("The label beside a file is not what was written.");
  await moveInPlace(sidecar, labelPath(folder, id));
  if (channel.format !== "xlsx") return;
  await labelWorkbook(partial, label);
  if ((await readWorkbookLabel(partial)) !== JSON.stringify(label))
    throw new AppError("The label in a workbook is not what was written.");
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function moveInPlace(from: string, to: string): Promise<void> {
  const file = await open(from, "r+");
  await file.sync();
  await file.close();
  await rename(from, to);
}

// A new name is only safe once its folder is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

async function removePartials(folder: string, id: string): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => name.startsWith(`${id}.`) && name.includes(".partial"));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

function failureOf(cause: unknown): Failure | null {
  if (cause instanceof CellTooLongError)
    return { code: "publication_cell_too_long", params: { itemId: cause.itemId, column: cause.column } };
  if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
    return { code: "publication_disk_full" };
  return null;
}
