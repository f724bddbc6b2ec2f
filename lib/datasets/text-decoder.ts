import iconv from "iconv-lite";
import type { Encoding } from "./file-format.ts";

export interface StreamDecoder {
  /** The text of the next bytes; a character cut at their end comes with those that follow. */
  write(bytes: Buffer): string;
  /** What is left when there are no more bytes. */
  end(): string;
}

/** Node knows some by their narrow standards alone, where files use the wider code pages of Windows and Hong Kong, and some not at all. */
const BY_OTHER_NAME: Partial<Record<Encoding, string>> = {
  ...{ "euc-kr": "cp949", big5: "big5hkscs" },
  ...{ cp437: "cp437", cp850: "cp850", cp852: "cp852" },
  ...{ "utf-32le": "utf-32le", "utf-32be": "utf-32be" },
};

/** A decoder that writes U+FFFD for bytes that are no character of the encoding, and leaves a byte-order mark out. */
export function textDecoder(encoding: Encoding): StreamDecoder {
  const name = BY_OTHER_NAME[encoding];
  if (name) {
    const decoder = iconv.getDecoder(name);
    return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? "" };
  }
  const decoder = new TextDecoder(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** The first bytes of a file as a text; a character cut at their end is left out. */
export function decodeSample(sample: Uint8Array, encoding: Encoding): string {
  return textDecoder(encoding).write(Buffer.from(sample.buffer, sample.byteOffset, sample.length));
}
