import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/app-error.ts";
import { dataFolder } from "#lib/data-dir.ts";
import { readEnv } from "#lib/env.ts";
import { newId } from "#lib/new-id.ts";
import { labelPath, publicationPath } from "../../publication-path.ts";
import { type Delivery, DeliveryFailed, type PublishedItems } from "../channel.ts";
import { aigcLabel } from "./ai-label.ts";
import { encodeItems } from "./encode-items.ts";
import type { FileConfig, FileFormat } from "./file-config.ts";
import { publicationFileName } from "./file-name.ts";
import { labelWorkbook, readWorkbookLabel } from "./label-workbook.ts";

const MEDIA_TYPES: Record<FileFormat, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
};

/**
 * Writes the items to a file of a name of its own, and gives it its place only when it is whole, on the disk and
 * labelled.
 * @throws DeliveryFailed for a text too long for a cell, and where the disk is full.
 */
export async function deliverFile(items: PublishedItems, { format }: FileConfig): Promise<Delivery> {
  try {
    return await writeFileOf(items, format);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
      throw new DeliveryFailed({ code: "publication_disk_full" }, { cause });
    throw cause;
  }
}

async function writeFileOf(items: PublishedItems, format: FileFormat): Promise<Delivery> {
  const { publicationId, batchName, cutoffAt, itemCount } = items;
  const folder = await dataFolder("publications");
  await removePartials(folder, publicationId);
  const partial = join(folder, `${publicationId}.${newId()}.partial`);
  await writeAll(partial, encodeItems(items, format));
  await writeLabel(partial, folder, publicationId, format);
  await moveInPlace(partial, publicationPath(folder, publicationId));
  await syncFolder(folder);
  const { size } = await stat(publicationPath(folder, publicationId));
  return {
    made: "file",
    itemCount,
    name: publicationFileName(batchName, cutoffAt, format),
    mediaType: MEDIA_TYPES[format],
    bytes: size,
  };
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
async function writeLabel(partial: string, folder: string, id: string, format: FileFormat): Promise<void> {
  const label = aigcLabel(readEnv().AIGC_PROVIDER_CODE, id);
  const sidecar = `${partial}.label`;
  await writeAll(sidecar, oneChunk(`${JSON.stringify({ AIGC: label })}\n`));
  if (JSON.parse(await readFile(sidecar, "utf8")).AIGC.ProduceID !== id)
    throw new AppError("The label beside a file is not what was written.");
  await moveInPlace(sidecar, labelPath(folder, id));
  if (format !== "xlsx") return;
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
