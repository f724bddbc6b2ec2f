import { createReadStream } from "node:fs";
import type { Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";

const CHUNK_BYTES = 256 * 1024;

export interface TextReader {
  chunks(): AsyncGenerator<string>;
  bytesRead(): number;
}

/**
 * Streams a file as text, without its byte-order mark.
 * @throws FileRefusal `encoding_broken` where bytes are no text in that encoding.
 */
export function readText(path: string, encoding: Encoding): TextReader {
  let bytes = 0;
  return {
    async *chunks() {
      const decoder = new TextDecoder(encoding, { fatal: true });
      try {
        for await (const part of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
          yield decoder.decode(part as Buffer, { stream: true });
          bytes += (part as Buffer).length;
        }
        yield decoder.decode();
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        throw new FileRefusal("encoding_broken", { encoding, kilobytes: Math.ceil(bytes / 1024) }, { cause });
      }
    },
    bytesRead: () => bytes,
  };
}
