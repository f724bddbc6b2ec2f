import { crc32 } from "node:zlib";

const SIGNATURE_BYTES = 8;
const HEADER_BYTES = 25;

/**
 * A PNG with a text in it that anybody can read: an iTXt chunk, not compressed, before the pixels. The engine's own
 * would be compressed, which readers of labels do not expect.
 */
export function withPngText(png: Buffer, keyword: string, text: string): Buffer {
  const content = Buffer.concat([
    Buffer.from("iTXt"),
    Buffer.from(`${keyword}\0`, "latin1"),
    // Not compressed, no language, no translated keyword.
    Buffer.from([0, 0, 0, 0]),
    Buffer.from(text, "utf8"),
  ]);
  const chunk = Buffer.alloc(content.length + 8);
  chunk.writeUInt32BE(content.length - 4, 0);
  content.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(content), content.length + 4);
  const after = SIGNATURE_BYTES + HEADER_BYTES;
  return Buffer.concat([png.subarray(0, after), chunk, png.subarray(after)]);
}
