import { createReadStream } from "node:fs";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import type { Encoding } from "#lib/datasets/file-format.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { textDecoder } from "#lib/datasets/text-decoder.ts";
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
    if (stands !== "" && stands.replaceAll("_", "-").toLowerCase() !== wanted.toLowerCase())
      throw new FileRefusal("xliff_language_other", { language: stands.slice(0, 40), wanted });
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

// XML without a mark of its encoding is UTF-8, whatever its letters look like.
function encodingOf(sample: Buffer): Encoding {
  const { encoding } = detectEncoding(sample);
  return encoding.startsWith("utf-16") ? encoding : "utf-8";
}

async function* textIn(path: string): AsyncGenerator<string> {
  let decoder: ReturnType<typeof textDecoder> | null = null;
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    decoder ??= textDecoder(encodingOf(part.subarray(0, SAMPLE_BYTES)));
    yield decoder.write(part);
  }
  if (decoder) yield decoder.end();
}
