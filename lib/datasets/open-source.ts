import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { detectDelimiter } from "./detect-delimiter.ts";
import { detectEncoding } from "./detect-encoding.ts";
import { detectQuotes } from "./detect-quotes.ts";
import {
  type Delimiter,
  type Encoding,
  type FileFormat,
  formatOfName,
  knownBinary,
  type Sureness,
} from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { PlannedFormat } from "./import-plan.ts";
import { JsonValues } from "./json-values.ts";
import { openDelimited } from "./read-delimited.ts";
import { bareLine, openJsonLines, parseLine } from "./read-json-lines.ts";
import { openWorkbook } from "./read-workbook.ts";
import type { SourceReader } from "./source-row.ts";
import { textDecoder } from "./text-decoder.ts";

const SAMPLE_BYTES = 512 * 1024;
const SCAN_BYTES = 1024 * 1024;
const ZIP = Buffer.from("PK\x03\x04", "latin1");
const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Control characters beyond this share of a text mean that it is none. */
const SHARE_OF_CONTROLS = 0.05;

export interface DetectedFormat {
  format: FileFormat;
  /** How sure the encoding and the delimiter are; a workbook states both. */
  encoding: Sureness;
  delimiter: Sureness;
}

export interface KnownFile {
  path: string;
  /** As the person's machine names it; says what the file should be. */
  fileName: string;
}

/**
 * What a file is, by its contents.
 * @param asked what the reader chose instead of what would be detected.
 * @throws FileRefusal when it is empty, of a kind that is not read, or of another kind than its name says.
 */
export async function detectFormat(
  { path, fileName }: KnownFile,
  asked: { encoding?: Encoding; delimiter?: Delimiter } = {},
): Promise<DetectedFormat> {
  const sample = await readSample(path);
  if (sample.length === 0) throw new FileRefusal("file_empty");
  const detected = await byContents(path, fileName, sample, asked);
  const { format } = detected;
  const promised = formatOfName(fileName);
  if (promised && promised !== format.kind) {
    throw new FileRefusal("wrong_extension", {
      fileName,
      kind: KIND_NAMES[format.kind],
      extension: EXTENSIONS[format.kind],
    });
  }
  return detected;
}

const KIND_NAMES = { xlsx: "Excel (.xlsx)", delimited: "CSV/TSV", jsonl: "JSON Lines" };
const EXTENSIONS = { xlsx: ".xlsx", delimited: ".csv", jsonl: ".jsonl" };

/** Opens the file for reading its rows as planned. `scratch` is a path beside it that may be made and removed. */
export async function openSource(
  path: string,
  scratch: string,
  format: PlannedFormat,
): Promise<SourceReader> {
  switch (format.kind) {
    case "xlsx": {
      const workbook = await openWorkbook(path, scratch, (await stat(path)).size);
      const reader = workbook.openSheet(format.sheet);
      return {
        ...reader,
        async close() {
          await reader.close();
          workbook.close();
        },
      };
    }
    case "delimited":
      return openDelimited(path, format);
    case "jsonl":
      return openJsonLines(path, format, format.keys);
  }
}

async function byContents(
  path: string,
  fileName: string,
  sample: Buffer,
  asked: { encoding?: Encoding; delimiter?: Delimiter },
): Promise<DetectedFormat> {
  if (sample.subarray(0, 4).equals(ZIP)) {
    return { format: { kind: "xlsx" }, encoding: "sure", delimiter: "sure" };
  }
  if (sample.subarray(0, 8).equals(OLE)) throw await oleRefusal(path, fileName);
  const kind = knownBinary(sample);
  if (kind) throw new FileRefusal("file_not_table", { kind });
  const detected = asked.encoding
    ? { encoding: asked.encoding, sureness: "sure" as const }
    : detectEncoding(await firstLetters(path, sample));
  const { encoding } = detected;
  const text = textDecoder(encoding).write(sample);
  if (text.trim() === "") throw new FileRefusal("file_empty");
  if (isBinary(text)) throw new FileRefusal("file_not_table", { kind: "?" });
  const layout = looksLikeJsonLines(text) ? "lines" : looksLikeJsonValues(text) ? "values" : null;
  if (layout) {
    const format = { kind: "jsonl", encoding, layout } as const;
    return { format, encoding: detected.sureness, delimiter: "sure" };
  }
  if (/^\s*\[\s*\{/.test(text)) throw new FileRefusal("json_array");
  if (/^\s*\{\s*("|$)/.test(text) || (/^\s*\{/.test(text) && formatOfName(fileName) === "jsonl"))
    throw new FileRefusal("json_not_lines");
  const found = asked.delimiter
    ? { delimiter: asked.delimiter, sureness: "sure" as const }
    : detectDelimiter(text);
  const quotes = detectQuotes(text, found.delimiter);
  return {
    format: { kind: "delimited", encoding, delimiter: found.delimiter, quotes },
    encoding: detected.sureness,
    delimiter: found.sureness,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
const CONTROLS = /[\u0000-\u0008\u000E-\u001F]/g;

function isBinary(text: string): boolean {
  return (text.match(CONTROLS)?.length ?? 0) > text.length * SHARE_OF_CONTROLS;
}

function looksLikeJsonLines(text: string): boolean {
  const lines = text
    .split("\n", 20)
    .map(bareLine)
    .filter((line) => line !== "");
  // In a list laid out over many lines some objects inside others have a line of their own.
  const counted = /^\s*\[/.test(text) ? lines.slice(0, 1) : lines;
  return counted.some((line) => line.startsWith("{") && parseLine(line) !== null);
}

// A list of objects, or several of them one after the other: of the sample the last may be cut.
function looksLikeJsonValues(text: string): boolean {
  const isList = /^\s*\[\s*\{/.test(text);
  if (!isList && !/^\s*\{/.test(text)) return false;
  const telling = isList ? 1 : 2;
  const values = new JsonValues().push(text).slice(0, telling);
  return values.length === telling && values.every((value) => parseLine(value.text) !== null);
}

// Office wraps an encrypted workbook, and wrote workbooks before 2007, in the same kind of container.
async function oleRefusal(path: string, fileName: string): Promise<FileRefusal> {
  const names = ["EncryptedPackage", "Workbook", "Book"].map((name) => Buffer.from(name, "utf16le"));
  const [encrypted, ...old] = await Promise.all(names.map((name) => contains(path, name)));
  if (encrypted) return new FileRefusal("file_encrypted");
  if (!old.includes(true) && formatOfName(fileName) === "xlsx") return new FileRefusal("file_encrypted");
  return new FileRefusal("workbook_old");
}

async function contains(path: string, wanted: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    const block = Buffer.alloc(SCAN_BYTES);
    for (let at = 0; ; at += SCAN_BYTES - wanted.length) {
      const { bytesRead } = await file.read(block, 0, SCAN_BYTES, at);
      if (block.subarray(0, bytesRead).includes(wanted)) return true;
      if (bytesRead < SCAN_BYTES) return false;
    }
  } finally {
    await file.close();
  }
}

// Digits and ASCII are the same in most encodings: what tells them apart may only come further down.
async function firstLetters(path: string, sample: Buffer): Promise<Buffer> {
  if (sample.length < SAMPLE_BYTES || sample.some((byte) => byte === 0 || byte >= 0x80)) return sample;
  for await (const part of createReadStream(path, { start: SAMPLE_BYTES, highWaterMark: SCAN_BYTES })) {
    const first = (part as Buffer).findIndex((byte) => byte >= 0x80);
    if (first >= 0) return (part as Buffer).subarray(first);
  }
  return sample;
}

async function readSample(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const sample = Buffer.alloc(SAMPLE_BYTES);
    const { bytesRead } = await file.read(sample, 0, SAMPLE_BYTES, 0);
    return sample.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
