import type { Readable } from "node:stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { FileRefusal } from "./file-refusal.ts";

/** A million rows of fifty columns come to about this much XML. */
const MAX_INFLATED_BYTES = 8 * 1024 ** 3;
/** Sheets of repeated values pack 20 to 60 times; deflate ends at 1,032. */
const MAX_RATIO = 150;
/** Small parts may pack as they like. */
const RATIO_COUNTS_FROM_BYTES = 32 * 1024 ** 2;
const MAX_ENTRIES = 10_000;
const ENCRYPTED_FLAG = 1;

/** A zip archive whose directory says nothing alarming. What it inflates to is held to what it declares. */
export interface Archive {
  has(name: string): boolean;
  /** Of all its entries, in small letters: Office does not tell them apart by their case. */
  names(): string[];
  /** Compressed size of an entry. */
  packedBytes(name: string): number;
  /**
   * The text of an entry, chunk by chunk; nothing for an entry that is not there.
   * @param onPacked told the compressed bytes read so far.
   * @throws FileRefusal `file_damaged` or `zip_bomb` when the contents are not what was declared.
   */
  text(name: string, onPacked?: (bytes: number) => void): AsyncGenerator<string>;
  close(): void;
}

/**
 * Opens a zip archive and looks through its directory before anything is inflated.
 * @throws FileRefusal `file_truncated`, `file_encrypted` or `zip_bomb`.
 */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path);
  try {
    const entries = await readDirectory(zip);
    return {
      has: (name) => entries.has(name.toLowerCase()),
      names: () => [...entries.keys()],
      packedBytes: (name) => entries.get(name.toLowerCase())?.compressedSize ?? 0,
      text: (name, onPacked) => textOf(zip, entries.get(name.toLowerCase()), onPacked),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (cause) {
    throw new FileRefusal("file_truncated", {}, { cause });
  }
}

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let inflated = 0;
  // Entries may overlap in the file, so that each packs no more than others do but all together do.
  const swells = (bytes: number, packed: number) =>
    bytes > RATIO_COUNTS_FROM_BYTES && bytes / Math.max(1, packed) > MAX_RATIO;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.generalPurposeBitFlag & ENCRYPTED_FLAG) throw new FileRefusal("file_encrypted");
      inflated += entry.uncompressedSize;
      const isBomb = swells(entry.uncompressedSize, entry.compressedSize) || swells(inflated, zip.fileSize);
      if (isBomb || inflated > MAX_INFLATED_BYTES || entries.size >= MAX_ENTRIES) {
        throw new FileRefusal("zip_bomb", { megabytes: Math.round(inflated / 1024 ** 2) });
      }
      entries.set(entry.fileName.toLowerCase(), entry);
    }
  } catch (cause) {
    throw cause instanceof FileRefusal ? cause : new FileRefusal("file_truncated", {}, { cause });
  }
  return entries;
}

async function* textOf(
  zip: ZipFile,
  entry: Entry | undefined,
  onPacked: ((bytes: number) => void) | undefined,
): AsyncGenerator<string> {
  if (!entry) return;
  let inflated = 0;
  let stream: Readable | undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const part of stream as AsyncIterable<Buffer>) {
      inflated += part.length;
      onPacked?.((inflated / Math.max(1, entry.uncompressedSize)) * entry.compressedSize);
      yield decoder.decode(part, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    // It said that it was smaller: the way a bomb passes a look at the directory.
    if (String(cause).includes("too many bytes")) {
      throw new FileRefusal("zip_bomb", { megabytes: Math.ceil(inflated / 1024 ** 2) }, { cause });
    }
    throw new FileRefusal("file_damaged", { part: entry.fileName }, { cause });
  } finally {
    stream?.destroy();
  }
}
