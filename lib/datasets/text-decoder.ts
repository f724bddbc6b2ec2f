import iconv from "iconv-lite";
import type { Encoding } from "./file-format.ts";

export interface StreamDecoder {
  /** The text of the next bytes; a character cut at their end comes with those that follow. */
  write(bytes: Buffer): string;
  /** What is left when there are no more bytes. */
  end(): string;
}

/** Node knows these by their narrow standards; files that call themselves so use the wider code pages of Windows and Hong Kong. */
const WIDER: Partial<Record<Encoding, string>> = { "euc-kr": "cp949", big5: "big5hkscs" };

/** A decoder that writes U+FFFD for bytes that are no character of the encoding, and leaves a byte-order mark out. */
export function textDecoder(encoding: Encoding): StreamDecoder {
  const wider = WIDER[encoding];
  if (wider) {
    const decoder = iconv.getDecoder(wider);
    return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? "" };
  }
  const decoder = new TextDecoder(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}
