import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough, Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Manifest } from "./manifest.ts";

export type KeptFile = Manifest["objects"]["file"];

/** Writes content to a new file of the backup, readable by nobody else. @returns what it must be when it is read. */
export async function writeKeptFile(
  folder: string,
  path: string,
  content: AsyncIterable<string | Uint8Array>,
  through: Transform[] = [],
): Promise<KeptFile> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  const counted = counting(hash);
  const file = createWriteStream(target, { flags: "wx", mode: 0o600, flush: true });
  await pipeline([Readable.from(content, { objectMode: false }), ...through, counted.stream, file]);
  return { path, bytes: counted.bytes(), sha256: hash.digest("hex") };
}

/** Whether the file is in the folder as it was written, to the last byte. */
export async function isWhole(folder: string, { path, bytes, sha256 }: KeptFile): Promise<boolean> {
  const target = join(folder, path);
  const size = await stat(target).then(
    (found) => found.size,
    () => null,
  );
  if (size !== bytes) return false;
  const hash = createHash("sha256");
  for await (const part of createReadStream(target)) hash.update(part);
  return hash.digest("hex") === sha256;
}

function counting(hash: Hash): { stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new PassThrough({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      hash.update(part);
      done(null, part);
    },
  });
  return { stream, bytes: () => bytes };
}
