import type { Readable } from "node:stream";
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";

/** The longest body of an answer that is read, in bytes, before and after it is decompressed. */
export const LONGEST_BODY = 64 * 1024 * 1024;

const WHOLE = {
  gzip: gunzipSync,
  deflate: inflate,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

const STREAMS = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

type Coding = keyof typeof WHOLE;

/**
 * A body as it was before it was compressed. Some gateways compress without being asked to, or without saying so.
 * @param encoding the header Content-Encoding. @throws Error for a body that is broken or too long.
 */
export function decodeBody(body: Buffer, encoding: string | string[] | undefined): Buffer {
  const codings = codingsOf(encoding);
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  if (codings.length === 0) return isGzip ? WHOLE.gzip(body, { maxOutputLength: LONGEST_BODY }) : body;
  return codings.reduceRight(
    (coded, coding) => WHOLE[coding](coded, { maxOutputLength: LONGEST_BODY }),
    body,
  );
}

/** The same for a body that is still coming in. */
export function decodeStream(body: Readable, encoding: string | string[] | undefined): Readable {
  return codingsOf(encoding).reduceRight<Readable>((coded, coding) => {
    const decoded = STREAMS[coding]();
    coded.once("error", (cause) => decoded.destroy(cause));
    decoded.once("close", () => coded.destroy());
    return coded.pipe(decoded);
  }, body);
}

function codingsOf(encoding: string | string[] | undefined): Coding[] {
  const names = [encoding ?? []].flat().join(",").toLowerCase().split(",");
  return names
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name): name is Coding => Object.hasOwn(WHOLE, name));
}

// Deflate is sent with and without its frame.
function inflate(body: Buffer, options: { maxOutputLength: number }): Buffer {
  try {
    return inflateSync(body, options);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "Z_DATA_ERROR")
      return inflateRawSync(body, options);
    throw cause;
  }
}
