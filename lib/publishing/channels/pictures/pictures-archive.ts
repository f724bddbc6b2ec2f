import { createReadStream, createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { AppError } from "#lib/app-error.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { contentOffset, endRecords, entryRecords, readDirectory, storedEntry } from "../file/zip-records.ts";

export const MANIFEST = "manifest.csv";

/** A file of an archive, with what is told of it in the manifest. */
export interface PackedPicture {
  name: string;
  bytes: Buffer;
}

/** What an archive is made of, item by item: its pictures, and its line of the manifest. */
export interface PackedItem {
  pictures: readonly PackedPicture[];
  line: string;
}

/**
 * Writes an archive of pictures with its manifest, to a path. Holds the pictures of one item; the manifest waits on the disk.
 * Pictures are not packed tighter: nothing would come of it.
 */
export async function writePictures(
  path: string,
  items: AsyncIterable<PackedItem>,
  headerLine: string,
): Promise<void> {
  const manifest = await scratchPath();
  try {
    await pipeline(
      contentOf(items, headerLine, manifest),
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
  } finally {
    await rm(manifest, { force: true });
  }
}

async function* contentOf(
  items: AsyncIterable<PackedItem>,
  headerLine: string,
  manifestPath: string,
): AsyncGenerator<Uint8Array> {
  const records: Buffer[] = [];
  const told = { crc: 0, bytes: 0 };
  let at = 0;
  const manifest = await open(manifestPath, "wx", 0o600);
  const tell = async (text: string) => {
    const line = Buffer.from(text);
    await manifest.write(line);
    told.crc = crc32(line, told.crc);
    told.bytes += line.length;
  };
  try {
    await tell(headerLine);
    for await (const { pictures, line } of items) {
      for (const { name, bytes } of pictures) {
        const { local, central } = storedEntry(name, bytes, at);
        records.push(central);
        at += local.length;
        yield local;
      }
      await tell(line);
    }
  } finally {
    await manifest.close();
  }
  const { crc, bytes } = told;
  const entry = { name: Buffer.from(MANIFEST), method: 0, crc, bytes, compressedBytes: bytes };
  const { local, central } = entryRecords(entry, at);
  yield local;
  yield* createReadStream(manifestPath);
  at += local.length + bytes;
  const directory = Buffer.concat([...records, central]);
  yield Buffer.concat([directory, endRecords(records.length + 1, directory.length, at)]);
}

/**
 * Reads an archive of pictures back: every file is there as it was written. @param look is given each picture's bytes.
 * @throws AppError where something is not as it should be.
 */
export async function checkPictures(
  path: string,
  count: number,
  look: (bytes: Buffer, name: string) => Promise<void>,
): Promise<void> {
  const archive = await open(path, "r");
  try {
    const entries = await readDirectory(archive);
    if (entries.length !== count + 1 || entries.at(-1)?.name !== MANIFEST)
      throw new AppError("An archive of pictures has other files than were written.");
    for (const entry of entries) {
      const bytes = Buffer.alloc(entry.bytes);
      await archive.read(bytes, 0, bytes.length, await contentOffset(archive, entry));
      if (crc32(bytes) !== entry.crc)
        throw new AppError("A picture in an archive is not what was written.", {
          facts: { name: entry.name },
        });
      if (entry.name !== MANIFEST) await look(bytes, entry.name);
    }
  } finally {
    await archive.close();
  }
}
