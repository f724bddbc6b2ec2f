import type { FileHandle } from "node:fs/promises";
import { crc32, inflateRawSync } from "node:zlib";
import { AppError } from "#lib/app-error.ts";

/** The records that end an archive, and a comment behind them as long as anybody writes one. */
const TAIL_BYTES = 22 + 20 + 56 + 1024;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
const UTF8_NAMES = 0x0800;
/** Of a part that is read whole; sheets are not. */
const MOST_PART_BYTES = 32 * 1024 ** 2;

/** An entry of a zip archive, as its directory tells it. */
export interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  bytes: number;
  compressedBytes: number;
  localOffset: number;
  /** Its record in the central directory, as it stands. */
  record: Buffer;
}

/** The entries of a zip archive, in the order of its directory. */
export async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  const end = tail.lastIndexOf(uint32(END));
  if (end < 0 || end + 22 > tail.length) throw new AppError("The workbook has no end record.");
  let offset = tail.readUInt32LE(end + 16);
  let length = tail.readUInt32LE(end + 12);
  if (end >= 20 + 56 && tail.readUInt32LE(end - 20) === END64_LOCATOR) {
    length = Number(tail.readBigUInt64LE(end - 76 + 40));
    offset = Number(tail.readBigUInt64LE(end - 76 + 48));
  }
  return parseDirectory(await readAt(file, offset, length));
}

function parseDirectory(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < directory.length) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new AppError("The workbook's directory is broken.");
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const length = 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.push({
      crc: directory.readUInt32LE(at + 16),
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      ...wideValues(extra, {
        bytes: directory.readUInt32LE(at + 24),
        compressedBytes: directory.readUInt32LE(at + 20),
        localOffset: directory.readUInt32LE(at + 42),
      }),
      record: Buffer.from(directory.subarray(at, at + length)),
    });
    at += length;
  }
  return entries;
}

// In a ZIP64 record what does not fit stands in the extra field, in this order and only where it is needed.
function wideValues(
  extra: Buffer,
  short: { bytes: number; compressedBytes: number; localOffset: number },
): { bytes: number; compressedBytes: number; localOffset: number } {
  const wide = { ...short };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let value = at + 4;
    for (const name of ["bytes", "compressedBytes", "localOffset"] as const) {
      if (short[name] !== FULL32) continue;
      wide[name] = Number(extra.readBigUInt64LE(value));
      value += 8;
    }
  }
  return wide;
}

/** Where the content of an entry begins. */
export async function contentOffset(file: FileHandle, { localOffset }: ZipEntry): Promise<number> {
  const header = await readAt(file, localOffset, 30);
  return localOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** The content of a small entry, as text. */
export async function readPart(file: FileHandle, entry: ZipEntry): Promise<string> {
  const bytes = await readAt(file, await contentOffset(file, entry), entry.compressedBytes);
  if (entry.method === 0) return bytes.toString("utf8");
  return inflateRawSync(bytes, { maxOutputLength: MOST_PART_BYTES }).toString("utf8");
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new AppError("The workbook ends too early.");
  return buffer;
}

/** What the directory says of an entry that is written. */
export interface EntryToWrite {
  name: Buffer;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  compressedBytes: number;
  bytes: number;
}

/** The two records of an entry whose content begins right behind the first: its header, and its place in the directory. */
export function entryRecords(entry: EntryToWrite, offset: number): { local: Buffer; central: Buffer } {
  const { name, method, crc, compressedBytes, bytes } = entry;
  const sizes = bytes >= FULL32 || compressedBytes >= FULL32 ? [bytes, compressedBytes] : [];
  const places = offset >= FULL32 ? [offset] : [];
  const version = sizes.length + places.length > 0 ? 45 : 20;
  const common = (wide: number[]) => {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(version, 0);
    fields.writeUInt16LE(UTF8_NAMES, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt16LE(0x21, 8); // 1 January 1980: the date ZIP starts with
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(sizes.length > 0 ? FULL32 : compressedBytes, 14);
    fields.writeUInt32LE(sizes.length > 0 ? FULL32 : bytes, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(wide.length > 0 ? 4 + 8 * wide.length : 0, 24);
    return fields;
  };
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(places.length > 0 ? FULL32 : offset, 10);
  const local = Buffer.concat([uint32(LOCAL), common(sizes), name, wideExtra(sizes)]);
  const wide = [...sizes, ...places];
  const central = [uint32(CENTRAL), uint16(version), common(wide), rest, name, wideExtra(wide)];
  return { local, central: Buffer.concat(central) };
}

function wideExtra(values: number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  return Buffer.concat([uint16(1), uint16(8 * values.length), ...values.map(uint64)]);
}

/** An entry whose content stands in it as it is, with that content. */
export function storedEntry(name: string, bytes: Buffer, offset: number): { local: Buffer; central: Buffer } {
  const sizes = { crc: crc32(bytes), compressedBytes: bytes.length, bytes: bytes.length };
  const { local, central } = entryRecords({ name: Buffer.from(name), method: 0, ...sizes }, offset);
  return { local: Buffer.concat([local, bytes]), central };
}

/** What a zip archive ends with, behind its directory. */
export function endRecords(count: number, bytes: number, offset: number): Buffer {
  const isFar = offset >= FULL32 || offset + bytes >= FULL32;
  const end = Buffer.concat([
    uint32(END),
    uint32(0),
    uint16(Math.min(count, FULL16)),
    uint16(Math.min(count, FULL16)),
    uint32(Math.min(bytes, FULL32)),
    uint32(isFar ? FULL32 : offset),
    uint16(0),
  ]);
  if (!isFar) return end;
  const versions = Buffer.concat([uint16(45), uint16(45), uint32(0), uint32(0)]);
  const counts = [uint64(count), uint64(count), uint64(bytes), uint64(offset)];
  const end64 = Buffer.concat([uint32(END64), uint64(44), versions, ...counts]);
  const locator = Buffer.concat([uint32(END64_LOCATOR), uint32(0), uint64(offset + bytes), uint32(1)]);
  return Buffer.concat([end64, locator, end]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
