import { createReadStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type AigcLabel, aigcLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { readEnv } from "#lib/env.ts";
import type { ObjectStore } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { labelKey, publicationKey } from "../../publication-key.ts";
import { type Delivery, DeliveryFailed, type PublishedItems } from "../channel.ts";
import { encodeItems } from "./encode-items.ts";
import type { FileConfig } from "./file-config.ts";
import { publicationFileName } from "./file-name.ts";
import { labelWorkbook, readWorkbookLabel } from "./label-workbook.ts";
import { MEDIA_TYPES } from "./media-types.ts";

/**
 * Writes the items to a file, which has its place in the object store only when it is whole, safe and labelled.
 * @throws DeliveryFailed for a text too long for a cell, and where the disk is full.
 */
export function deliverFile(items: PublishedItems, { format }: FileConfig): Promise<Delivery> {
  const content = encodeItems(items, format);
  if (format !== "xlsx")
    return deliverContent(items, content, { extension: format, mediaType: MEDIA_TYPES[format] });
  return deliverWorkbook(items, async (path, label) => {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
    await labelWorkbook(path, label);
  });
}

/** The same for any content that is made of the items. */
export function deliverContent(
  items: PublishedItems,
  content: AsyncIterable<Uint8Array>,
  kind: { extension: string; mediaType: string },
): Promise<Delivery> {
  const put = (store: ObjectStore) => store.put(publicationKey(items.publicationId), content);
  return deliverLabelled(items, kind, put);
}

/**
 * The same for a workbook, which carries its label inside.
 * @param write writes it, labelled, to a path on this machine.
 */
export function deliverWorkbook(
  items: PublishedItems,
  write: (path: string, label: AigcLabel) => Promise<void>,
): Promise<Delivery> {
  const kind = { extension: "xlsx", mediaType: MEDIA_TYPES.xlsx };
  return deliverChecked(items, kind, write, async (path, label) => {
    if ((await readWorkbookLabel(path)) !== JSON.stringify(label))
      throw new AppError("The label in a workbook is not what was written.");
  });
}

/**
 * The same for a file that is made whole on this machine first.
 * @param write writes it to a path; @param check reads it back, and throws where it is not what it should be.
 */
export function deliverChecked(
  items: PublishedItems,
  kind: { extension: string; mediaType: string },
  write: (path: string, label: AigcLabel) => Promise<void>,
  check: (path: string, label: AigcLabel) => Promise<void>,
): Promise<Delivery> {
  return deliverLabelled(items, kind, async (store, label) => {
    const path = await scratchPath();
    try {
      await write(path, label);
      await check(path, label);
      return await store.put(publicationKey(items.publicationId), createReadStream(path));
    } finally {
      await rm(path, { force: true });
    }
  });
}

async function deliverLabelled(
  items: PublishedItems,
  kind: { extension: string; mediaType: string },
  put: (store: ObjectStore, label: AigcLabel) => Promise<number>,
): Promise<Delivery> {
  try {
    return await writeFileOf(items, kind, put);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
      throw new DeliveryFailed({ code: "publication_disk_full" }, { cause });
    throw cause;
  }
}

async function writeFileOf(
  items: PublishedItems,
  { extension, mediaType }: { extension: string; mediaType: string },
  put: (store: ObjectStore, label: AigcLabel) => Promise<number>,
): Promise<Delivery> {
  const { publicationId, batchName, cutoffAt, itemCount } = items;
  const store = await objectStore();
  const label = aigcLabel(readEnv().AIGC_PROVIDER_CODE, publicationId);
  await putLabel(store, publicationId, label);
  const bytes = await put(store, label);
  const name = publicationFileName(batchName, cutoffAt, extension);
  return { made: "file", itemCount, name, mediaType, bytes };
}

// A workbook carries its label inside; for the other kinds it lies beside the file. Either is read back.
async function putLabel(store: ObjectStore, id: string, label: AigcLabel): Promise<void> {
  const key = labelKey(id);
  await store.put(key, oneChunk(`${JSON.stringify({ AIGC: label })}\n`));
  const written = await store.get(key);
  if (!written || JSON.parse(await text(written.content)).AIGC.ProduceID !== id)
    throw new AppError("The label beside a file is not what was written.");
}

async function* oneChunk(chunk: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(chunk);
}
