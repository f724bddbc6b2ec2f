import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw, createInflateRaw } from "node:zlib";
import { AppError } from "#lib/app-error.ts";
import { PARTS, type Part } from "#lib/datasets/split.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import {
  contentOffset,
  type EntryToWrite,
  endRecords,
  entryRecords,
  readDirectory,
  readPart,
  storedEntry,
} from "../file/zip-records.ts";
import { lineMisfit } from "./example.ts";
import type { TrainingFile } from "./training-config.ts";

const BLOCK_CHARACTERS = 64 * 1024;
const DEFLATED = 8;
const MANIFEST = "manifest.json";

/** A part of a training set as its file, of which the archive says how to tell that it is whole. */
export interface PackedPart {
  name: string;
  examples: number;
  bytes: number;
  sha256: string;
}

/** The parts of a training set while they are written: each is packed on the disk as its lines come. */
export class TrainingParts {
  readonly #parts = new Map<Part, PartFile>();

  async add(split: Part, line: string): Promise<void> {
    const part = this.#parts.get(split) ?? (await PartFile.open(`${split}.jsonl`));
    this.#parts.set(split, part);
    await part.add(line);
  }

  /** The parts that have examples; nothing is added to them any more. */
  async end(): Promise<PackedPart[]> {
    const ended: PackedPart[] = [];
    for (const part of this.#inOrder()) ended.push(await part.end());
    return ended;
  }

  /** The archive of the parts and of what is told of them. */
  async *archive(manifest: object): AsyncGenerator<Uint8Array> {
    const records: Buffer[] = [];
    let at = 0;
    for (const part of this.#inOrder()) {
      const entry = await part.entry();
      const { local, central } = entryRecords(entry, at);
      records.push(central);
      yield local;
      yield* createReadStream(part.path);
      at += local.length + entry.compressedBytes;
    }
    const told = storedEntry(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), at);
    yield told.local;
    at += told.local.length;
    const directory = Buffer.concat([...records, told.central]);
    yield Buffer.concat([directory, endRecords(records.length + 1, directory.length, at)]);
  }

  async remove(): Promise<void> {
    for (const part of this.#parts.values()) await part.remove();
  }

  #inOrder(): PartFile[] {
    return PARTS.flatMap((split) => this.#parts.get(split) ?? []);
  }
}

class PartFile {
  readonly path: string;
  readonly #name: string;
  readonly #packer = createDeflateRaw();
  readonly #written: Promise<void>;
  readonly #hash = createHash("sha256");
  #waiting = "";
  #crc = 0;
  #bytes = 0;
  #examples = 0;

  private constructor(name: string, path: string) {
    this.#name = name;
    this.path = path;
    this.#written = pipeline(this.#packer, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    // Whoever adds the next line, or ends it, is told.
    this.#written.catch(() => {});
  }

  static async open(name: string): Promise<PartFile> {
    return new PartFile(name, await scratchPath());
  }

  async add(line: string): Promise<void> {
    this.#waiting += line;
    this.#examples++;
    if (this.#waiting.length >= BLOCK_CHARACTERS) await this.#flush();
  }

  async end(): Promise<PackedPart> {
    await this.#flush();
    this.#packer.end();
    await this.#written;
    const sha256 = this.#hash.digest("hex");
    return { name: this.#name, examples: this.#examples, bytes: this.#bytes, sha256 };
  }

  async entry(): Promise<EntryToWrite> {
    const compressedBytes = (await stat(this.path)).size;
    const sizes = { crc: this.#crc, bytes: this.#bytes, compressedBytes };
    return { name: Buffer.from(this.#name), method: DEFLATED, ...sizes };
  }

  async remove(): Promise<void> {
    this.#packer.destroy();
    await this.#written.catch(() => {});
    await rm(this.path, { force: true });
  }

  async #flush(): Promise<void> {
    const block = Buffer.from(this.#waiting);
    this.#waiting = "";
    this.#crc = crc32(block, this.#crc);
    this.#hash.update(block);
    this.#bytes += block.length;
    if (!this.#packer.write(block)) await Promise.race([once(this.#packer, "drain"), this.#written]);
  }
}

/**
 * Reads a training set back from its finished archive: every line of every part, its length and its digest, and the label.
 * @throws AppError where something is not as it should be.
 */
export async function checkArchive(
  path: string,
  { file, parts, label }: { file: TrainingFile; parts: readonly PackedPart[]; label: object },
): Promise<void> {
  const archive = await open(path, "r");
  try {
    const entries = await readDirectory(archive);
    const names = [...parts.map(({ name }) => name), MANIFEST];
    if (entries.map(({ name }) => name).join() !== names.join())
      throw new AppError("A training set has other parts than were written.");
    for (const [index, entry] of entries.entries()) {
      const part = parts[index];
      if (!part) {
        const { AIGC } = JSON.parse(await readPart(archive, entry));
        if (JSON.stringify(AIGC) !== JSON.stringify(label))
          throw new AppError("The label of a training set is not what was written.");
        continue;
      }
      const start = await contentOffset(archive, entry);
      await checkPart(createReadStream(path, { start, end: start + entry.compressedBytes - 1 }), part, file);
    }
  } finally {
    await archive.close();
  }
}

async function checkPart(
  packed: ReturnType<typeof createReadStream>,
  { name, examples, bytes, sha256 }: PackedPart,
  file: TrainingFile,
): Promise<void> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let [read, lines, rest] = [0, 0, ""];
  await pipeline(packed, createInflateRaw(), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      read += chunk.length;
      const texts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = texts.pop() ?? "";
      for (const line of texts) {
        const misfit = lineMisfit(line, file);
        lines++;
        if (misfit)
          throw new AppError("A line of a training set is broken.", { facts: { name, lines, misfit } });
      }
    }
  });
  if (rest !== "" || lines !== examples || read !== bytes || hash.digest("hex") !== sha256)
    throw new AppError("A part of a training set is not what was written.", {
      facts: { name, lines, examples },
    });
}
