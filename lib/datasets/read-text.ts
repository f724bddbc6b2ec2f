import { createReadStream } from "node:fs";
import type { Encoding } from "./file-format.ts";
import { type StreamDecoder, textDecoder } from "./text-decoder.ts";

const CHUNK_BYTES = 256 * 1024;
const REPLACEMENT_BYTES = Buffer.from("\uFFFD");
/** No text has this character in it: stands for a replacement character that is really in the file. */
const REAL_REPLACEMENT = "\uFDD0";
const REAL_REPLACEMENT_BYTES = Buffer.from(REAL_REPLACEMENT);

/** Stands in a text for bytes that are no character of its encoding. No text has this character in it. */
export const BROKEN_CHARACTER = "\uFDD1";

export interface TextReader {
  chunks(): AsyncGenerator<string>;
  bytesRead(): number;
}

/** Streams a file as text, without its byte-order mark. Bytes that are no text come out as BROKEN_CHARACTER. */
export function readText(path: string, encoding: Encoding): TextReader {
  let bytes = 0;
  return {
    async *chunks() {
      const decoder = textDecoder(encoding);
      let held: Buffer = Buffer.alloc(0);
      for await (const part of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
        const chunk = held.length > 0 ? Buffer.concat([held, part as Buffer]) : (part as Buffer);
        const whole = encoding === "utf-8" ? chunk.length - replacementBegunAt(chunk) : chunk.length;
        held = chunk.subarray(whole);
        yield decode(decoder, chunk.subarray(0, whole), encoding);
        bytes += (part as Buffer).length;
      }
      yield decode(decoder, held, encoding) + marked(decoder.end());
    },
    bytesRead: () => bytes,
  };
}

/** A text as people may see it: what could not be read is the replacement character. */
export function showBroken(text: string): string {
  return text.includes(BROKEN_CHARACTER) ? text.replaceAll(BROKEN_CHARACTER, "\uFFFD") : text;
}

function decode(decoder: StreamDecoder, chunk: Buffer, encoding: Encoding): string {
  const hides = encoding === "utf-8" && chunk.includes(REPLACEMENT_BYTES);
  const text = marked(decoder.write(hides ? withoutReplacements(chunk) : chunk));
  return hides ? text.replaceAll(REAL_REPLACEMENT, "\uFFFD") : text;
}

function marked(text: string): string {
  return text.includes("\uFFFD") ? text.replaceAll("\uFFFD", BROKEN_CHARACTER) : text;
}

// The decoder writes the same character for broken bytes as for one that the file has of its own.
function withoutReplacements(chunk: Buffer): Buffer {
  const hidden = Buffer.from(chunk);
  for (let at = hidden.indexOf(REPLACEMENT_BYTES); at >= 0; at = hidden.indexOf(REPLACEMENT_BYTES, at)) {
    REAL_REPLACEMENT_BYTES.copy(hidden, at);
  }
  return hidden;
}

/** Bytes at the end of a chunk with which a replacement character of the file's own may begin: 0 to 2. */
function replacementBegunAt(chunk: Buffer): number {
  for (const length of [2, 1])
    if (chunk.subarray(-length).equals(REPLACEMENT_BYTES.subarray(0, length))) return length;
  return 0;
}
