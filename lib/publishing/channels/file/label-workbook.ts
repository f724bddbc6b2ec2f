import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { AppError } from "#lib/app-error.ts";

const PROPERTY = "AIGC";
const TAIL_BYTES = 22 + 20 + 56;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
const UTF8_NAMES = 0x0800;

interface Entry {
  name: string;
  method: number;
  compressedBytes: number;
  localOffset: number;
  /** Its record in the central directory, as it stands. */
  record: Buffer;
}

/**
 * Gives a workbook written by the streaming writer its document property `AIGC` (docProps/custom.xml). The writer
 * puts the two parts that must name it last, so only the file's end is written anew, whatever its size.
 */
export async function labelWorkbook(path: string, label: object): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { entries } = await readDirectory(file);
    const rels = entries.findIndex(({ name }) => name === "_rels/.rels");
    const kept = entries.slice(0, rels);
    const rewritten = entries.slice(rels);
    const [start] = rewritten;
    if (!start || rewritten.length !== 2 || rewritten[1]?.name !== "[Content_Types].xml")
      throw new AppError("The workbook's parts are not in the order they were expected in.");
    const [relsXml, typesXml] = await Promise.all(rewritten.map((entry) => readPart(file, entry)));
    const parts = [
      { name: "docProps/custom.xml", xml: customXml(JSON.stringify(label)) },
      { name: "_rels/.rels", xml: before("</Relationships>", relsXml ?? "", RELATIONSHIP) },
      { name: "[Content_Types].xml", xml: before("</Types>", typesXml ?? "", OVERRIDE) },
    ];
    await file.truncate(start.localOffset);
    let at = start.localOffset;
    const records = kept.map(({ record }) => record);
    for (const { name, xml } of parts) {
      const { local, central } = storedEntry(name, Buffer.from(xml), at);
      await file.write(local, 0, local.length, at);
      records.push(central);
      at += local.length;
    }
    const directory = Buffer.concat(records);
    const end = Buffer.concat([directory, endRecords(records.length, directory.length, at)]);
    await file.write(end, 0, end.length, at);
  } finally {
    await file.close();
  }
}

/** The label a workbook carries, as text; `null` for none. */
export async function readWorkbookLabel(path: string): Promise<string | null> {
  const file = await open(path, "r");
  try {
    const { entries } = await readDirectory(file);
    const custom = entries.find(({ name }) => name === "docProps/custom.xml");
    if (!custom) return null;
    const value = new RegExp(`name="${PROPERTY}"><vt:lpwstr>([^<]*)<`).exec(await readPart(file, custom));
    return value?.[1] === undefined ? null : unescapeXml(value[1]);
  } finally {
    await file.close();
  }
}

const RELATIONSHIP =
  '<Relationship Id="rIdAigc" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/' +
  'custom-properties" Target="docProps/custom.xml"/>';
const OVERRIDE =
  '<Override PartName="/docProps/custom.xml" ' +
  'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>';

function customXml(value: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" ' +
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">' +
    `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${PROPERTY}">` +
    `<vt:lpwstr>${escapeXml(value)}</vt:lpwstr></property></Properties>`
  );
}

function before(tag: string, xml: string, added: string): string {
  if (!xml.includes(tag)) throw new AppError("A part of the workbook is not what was expected.");
  return xml.replace(tag, added + tag);
}

async function readDirectory(file: FileHandle): Promise<{ entries: Entry[] }> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  const end = tail.length - 22;
  if (end < 0 || tail.readUInt32LE(end) !== END) throw new AppError("The workbook has no end record.");
  let offset = tail.readUInt32LE(end + 16);
  let length = tail.readUInt32LE(end + 12);
  if (end >= 76 && tail.readUInt32LE(end - 20) === END64_LOCATOR) {
    length = Number(tail.readBigUInt64LE(end - 76 + 40));
    offset = Number(tail.readBigUInt64LE(end - 76 + 48));
  }
  return { entries: parseDirectory(await readAt(file, offset, length)) };
}

function parseDirectory(directory: Buffer): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at < directory.length) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new AppError("The workbook's directory is broken.");
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const length = 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.push({
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
): { compressedBytes: number; localOffset: number } {
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

async function readPart(file: FileHandle, entry: Entry): Promise<string> {
  const header = await readAt(file, entry.localOffset, 30);
  const start = entry.localOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = await readAt(file, start, entry.compressedBytes);
  if (entry.method === 0) return bytes.toString("utf8");
  const { inflateRawSync } = await import("node:zlib");
  return inflateRawSync(bytes).toString("utf8");
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new AppError("The workbook ends too early.");
  return buffer;
}

function storedEntry(name: string, bytes: Buffer, offset: number): { local: Buffer; central: Buffer } {
  const nameBytes = Buffer.from(name);
  const isFar = offset >= FULL32;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(isFar ? 45 : 20, 0);
  common.writeUInt16LE(UTF8_NAMES, 2);
  common.writeUInt16LE(0x21, 8); // 1 January 1980: the date ZIP starts with
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([uint32(LOCAL), common, nameBytes, bytes]);
  const extra = isFar ? Buffer.concat([uint16(1), uint16(8), uint64(offset)]) : Buffer.alloc(0);
  common.writeUInt16LE(extra.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(isFar ? FULL32 : offset, 10);
  const central = Buffer.concat([uint32(CENTRAL), uint16(isFar ? 45 : 20), common, rest, nameBytes, extra]);
  return { local, central };
}

function endRecords(count: number, bytes: number, offset: number): Buffer {
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

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };
  return text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => named[entity] ?? entity);
}
