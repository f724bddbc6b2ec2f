import { readFile } from "node:fs/promises";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { textDecoder } from "#lib/datasets/text-decoder.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { type Result, refuse } from "#lib/result.ts";

const MOST_TMX_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 64 * 1024;

/**
 * Has the text of a TMX file that was uploaded read, part by part and whatever its encoding; refuses one that is gone, or
 * larger than 64 MB.
 */
export async function readTmxParts<Read>(
  { uploadId }: Pick<ReceivedFile, "uploadId">,
  read: (parts: Iterable<string>) => Promise<Result<Read>>,
): Promise<Result<Read>> {
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) return refuse("upload_gone");
  try {
    if (copy.bytes > MOST_TMX_BYTES)
      return refuse("upload_too_large", { megabytes: MOST_TMX_BYTES / 1024 ** 2 });
    const bytes = await readFile(/* turbopackIgnore: true */ copy.path);
    return await read(partsOf(bytes));
  } finally {
    await copy.release();
  }
}

function* partsOf(bytes: Buffer): Generator<string> {
  const decoder = textDecoder(detectEncoding(bytes).encoding);
  for (let at = 0; at < bytes.length; at += PART_BYTES)
    yield decoder.write(bytes.subarray(at, at + PART_BYTES));
  yield decoder.end();
}
