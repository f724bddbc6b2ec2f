import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { aigcLabel, explicitLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { readEnv } from "#lib/env.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import type { PublishedItem, PublishedItems } from "../channel.ts";
import { encodeItems } from "../file/encode-items.ts";
import type { FileFormat } from "../file/file-config.ts";
import { inChunks } from "../file/in-chunks.ts";
import { labelWorkbook } from "../file/label-workbook.ts";
import { MEDIA_TYPES } from "../file/media-types.ts";
import type { ChannelBucket } from "./channel-bucket.ts";

/** A file in the bucket, as its manifest names it. */
interface PutFile {
  name: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}

/**
 * Puts a publication into a bucket: its file first, under a name that its content gives it, and when that was read back the
 * manifest that names it. Whoever goes by manifests sees all of it or nothing, whatever dies in between.
 * @returns where the manifest is.
 */
export async function writeToBucket(
  items: PublishedItems,
  format: FileFormat,
  { store, settings: { bucket, prefix } }: ChannelBucket,
): Promise<{ reference: string; itemCount: number }> {
  const [path, list] = [await scratchPath(), await scratchPath()];
  const folder = `${prefix}${items.publicationId}`;
  try {
    const label = aigcLabel(readEnv().AIGC_PROVIDER_CODE, items.publicationId);
    const listed = new ItemList(items, list);
    await pipeline(
      Readable.from(encodeItems(listed, format), { objectMode: false }),
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
    await listed.end();
    if (format === "xlsx") await labelWorkbook(path, label);
    const file = await putFile(store, { folder, path, format });
    const { publicationId, batchName, cutoffAt, simulated, labelled } = items;
    const head = {
      ...{ publicationId, batch: batchName, cutoffAt: cutoffAt.toISOString(), files: [file] },
      ...(labelled && { ai_generated: true, ai_label: explicitLabel("en") }),
      ...(simulated && { simulated }),
      AIGC: label,
    };
    const key = `${folder}/manifest.json`;
    await store.put(key, inChunks(manifestOf(head, list)));
    await checkJson(store, key, publicationId);
    return { reference: `s3://${bucket}/${key}`, itemCount: listed.count };
  } finally {
    await Promise.all([rm(path, { force: true }), rm(list, { force: true })]);
  }
}

/** The items while they are read for the file; what the manifest says of each waits on the disk. */
class ItemList implements PublishedItems {
  readonly publicationId: PublishedItems["publicationId"];
  readonly batchName: PublishedItems["batchName"];
  readonly cutoffAt: PublishedItems["cutoffAt"];
  readonly itemCount: PublishedItems["itemCount"];
  readonly only: PublishedItems["only"];
  readonly mapping: PublishedItems["mapping"];
  readonly labelled: PublishedItems["labelled"];
  readonly sourceColumns: PublishedItems["sourceColumns"];
  readonly outputFields: PublishedItems["outputFields"];
  readonly simulated: PublishedItems["simulated"];
  readonly standingWith: PublishedItems["standingWith"];
  count = 0;
  readonly #items: PublishedItems;
  readonly #list: ReturnType<typeof createWriteStream>;

  constructor(items: PublishedItems, path: string) {
    this.publicationId = items.publicationId;
    this.batchName = items.batchName;
    this.cutoffAt = items.cutoffAt;
    this.itemCount = items.itemCount;
    this.only = items.only;
    this.mapping = items.mapping;
    this.labelled = items.labelled;
    this.sourceColumns = items.sourceColumns;
    this.outputFields = items.outputFields;
    this.simulated = items.simulated;
    this.standingWith = items.standingWith.bind(items);
    this.#items = items;
    this.#list = createWriteStream(path, { flags: "wx", mode: 0o600 });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PublishedItem> {
    for await (const item of this.#items) {
      this.count++;
      const { itemId, key, language, outputVersion, fields } = item;
      const sha256 = createHash("sha256").update(JSON.stringify(fields)).digest("hex");
      const line = `${JSON.stringify({ key, language, itemId, version: outputVersion, sha256 })}\n`;
      if (!this.#list.write(line)) await new Promise((resolve) => this.#list.once("drain", resolve));
      yield item;
    }
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#list.once("error", reject).end(resolve);
    });
  }
}

async function putFile(
  store: ChannelBucket["store"],
  { folder, path, format }: { folder: string; path: string; format: FileFormat },
): Promise<PutFile> {
  const sha256 = await digestOf(createReadStream(path));
  const name = `items-${sha256.slice(0, 16)}.${format}`;
  const key = `${folder}/${name}`;
  const bytes = await store.put(key, createReadStream(path));
  const there = await store.get(key);
  const isWhole = there !== null && (await digestOf(there.content)) === sha256;
  if (!isWhole || bytes !== (await stat(path)).size)
    throw new AppError("A file in a bucket is not what was put there.", { facts: { key } });
  return { name, mediaType: MEDIA_TYPES[format], bytes, sha256 };
}

async function digestOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of content) hash.update(part);
  return hash.digest("hex");
}

async function* manifestOf(head: object, list: string): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "items": [`;
  let isFirst = true;
  for await (const line of createInterface({ input: createReadStream(list) })) {
    yield `${isFirst ? "" : ","}\n    ${line}`;
    isFirst = false;
  }
  yield "\n  ]\n}\n";
}

async function checkJson(store: ChannelBucket["store"], key: string, publicationId: string): Promise<void> {
  const there = await store.get(key);
  let text = "";
  if (there) for await (const part of there.content.setEncoding("utf8")) text += part;
  if (!there || JSON.parse(text).publicationId !== publicationId)
    throw new AppError("A manifest in a bucket is not what was put there.", { facts: { key } });
}
