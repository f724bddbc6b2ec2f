import { createReadStream } from "node:fs";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import { ENCODINGS, type Encoding } from "#lib/datasets/file-format.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type StreamDecoder, textDecoder } from "#lib/datasets/text-decoder.ts";
import { type ReturnedUnit, readXliff, type XliffHead } from "../channels/xliff/read-xliff.ts";
import type { XliffConfig } from "../channels/xliff/xliff-config.ts";
import type { ReturnedUnits } from "./judge-return.ts";

const MOST_UNITS = 500_000;
const SAMPLE_BYTES = 4_096;

/** What a file has to be to have come back for a publication. */
export interface Expected extends Pick<XliffConfig, "version" | "sourceLanguage" | "targetLanguage"> {
  publicationId: string;
}

/**
 * The units of a file that came back.
 * @throws FileRefusal where it is not well formed, of another version, language or publication, or of too many units.
 */
export async function readReturn(path: string, expected: Expected): Promise<ReturnedUnits> {
  const byId = new Map<string, ReturnedUnit>();
  const twice = new Set<string>();
  await readXliff(textIn(path), {
    onHead: (head) => checkHead(head, expected),
    onUnit: (unit) => {
      if (byId.has(unit.id)) twice.add(unit.id);
      byId.set(unit.id, unit);
      if (byId.size > MOST_UNITS) throw new FileRefusal("file_too_complex");
    },
  });
  return { byId, twice };
}

/** @throws FileRefusal where the file is not what is expected. */
function checkHead(
  { version, original, sourceLanguage, targetLanguage }: XliffHead,
  expected: Expected,
): void {
  // What came after 2.0 reads the same as far as it is used here.
  const isVersion = expected.version === "1.2" ? version === "1.2" : /^2\.\d$/.test(version);
  if (!isVersion)
    throw new FileRefusal("xliff_version_other", { version: version.slice(0, 20), wanted: expected.version });
  // Some tools write their own file's name there; what its units say of their texts then tells.
  if (UUID.test(original) && original.toLowerCase() !== expected.publicationId)
    throw new FileRefusal("xliff_other_publication", { publication: original });
  for (const [stands, wanted] of [
    [sourceLanguage, expected.sourceLanguage],
    [targetLanguage, expected.targetLanguage],
  ] as const)
    if (stands !== "" && !isSameLanguage(stands, wanted))
      throw new FileRefusal("xliff_language_other", { language: stands.slice(0, 40), wanted });
}

// Tools have no German, but German as in Germany: what only one of them says makes no other language.
function isSameLanguage(one: string, other: string): boolean {
  const [parts, others] = [one, other].map((tag) => tag.toLowerCase().split(/[-_]/));
  return (parts ?? []).every((part, at) => (others?.[at] ?? part) === part);
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A file's decoder: by its first bytes, else by what it says of itself. What says that it is UTF-16 and has not a zero in it is
 * UTF-8: some tools write the one and say the other. `null` for an encoding that nobody here knows.
 */
function decoderOf(sample: Buffer): StreamDecoder | null {
  const { encoding } = detectEncoding(sample);
  if (encoding.startsWith("utf-16")) return textDecoder(encoding);
  const stated = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/
    .exec(sample.toString("latin1").replace(/^ï»¿/, ""))?.[1]
    ?.toLowerCase();
  if (stated === undefined || /^(?:utf-?(?:8|16).*|us-ascii)$/.test(stated)) return strictUtf8();
  const known = ENCODINGS.find((one) => one === (OTHER_NAMES[stated] ?? stated));
  return known ? textDecoder(known) : null;
}

const OTHER_NAMES: Record<string, Encoding> = {
  ...{ "iso-8859-1": "windows-1252", latin1: "windows-1252", "iso-8859-9": "windows-1254" },
  ...{ gb2312: "gb18030", gbk: "gb18030", "shift-jis": "shift_jis" },
};

// A byte that is no letter of it would come back as a question mark in somebody's text.
function strictUtf8(): StreamDecoder {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

async function* textIn(path: string): AsyncGenerator<string> {
  let decoder: StreamDecoder | null = null;
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    decoder ??= decoderOf(part.subarray(0, SAMPLE_BYTES));
    if (!decoder) throw new FileRefusal("xliff_broken", { line: 1 });
    yield decoder.write(part);
  }
  if (decoder) yield decoder.end();
}
