import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import { dataFolder } from "#lib/data-dir.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** The largest file that is taken. */
const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

const MAX_FIELD_BYTES = 1024 ** 2;
const MAX_FIELDS = 50;
const FILE_PART = "file";
const NO_SPACE = new Set(["ENOSPC", "EDQUOT"]);

export interface ReceivedForm {
  file?: ReceivedFile;
  /** The other parts; those that are JSON objects or lists are read as such. */
  fields: Record<string, unknown>;
}

/** Whether a request carries a form with a file rather than JSON. */
export function isUpload(request: Request): boolean {
  return /^multipart\/form-data\b/i.test(request.headers.get("content-type") ?? "");
}

/**
 * Receives a multipart request, its part `file` straight to DATA_DIR/uploads/<id>. Whatever goes wrong, or a
 * connection lost, leaves no file behind.
 * @param maxBytes of the file; more is refused with `upload_too_large`.
 */
export async function receiveUpload(
  request: Request,
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<Result<ReceivedForm, "upload_too_large" | "upload_malformed" | "disk_full">> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes + MAX_FIELD_BYTES * MAX_FIELDS) {
    return refuse("upload_too_large", { megabytes: Math.floor(maxBytes / 1024 ** 2) });
  }
  const uploadId = newId();
  const path = join(await dataFolder("uploads"), uploadId);
  try {
    const received = await receive(request, { uploadId, path, maxBytes });
    if (!received.ok) await rm(path, { force: true });
    return received;
  } catch (cause) {
    await rm(path, { force: true });
    if (NO_SPACE.has((cause as NodeJS.ErrnoException).code ?? "")) return refuse("disk_full");
    return refuse("upload_malformed");
  }
}

/** Removes the file of a request that was refused after all. */
export async function discardUpload({ uploadId }: ReceivedFile): Promise<void> {
  await rm(join(await dataFolder("uploads"), uploadId), { force: true });
}

async function receive(
  request: Request,
  { uploadId, path, maxBytes }: { uploadId: string; path: string; maxBytes: number },
): Promise<Result<ReceivedForm, "upload_too_large" | "upload_malformed">> {
  if (!request.body) return refuse("upload_malformed");
  const form: ReceivedForm = { fields: {} };
  let isTooLarge = false;
  let stored: Promise<void> | undefined;
  const parts = busboy({
    headers: { "content-type": request.headers.get("content-type") ?? "" },
    defParamCharset: "utf8",
    limits: { fileSize: maxBytes, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
  parts.on("field", (name, value) => {
    form.fields[name] = readField(value);
  });
  parts.on("file", (name, content, { filename }) => {
    if (name !== FILE_PART || stored) {
      content.resume();
      return;
    }
    const out = createWriteStream(path, { mode: 0o600 });
    const hash = createHash("sha256");
    content.on("data", (bytes: Buffer) => hash.update(bytes));
    content.on("limit", () => {
      isTooLarge = true;
    });
    stored = pipeline(content, out).then(() => {
      const sha256 = hash.digest("hex");
      form.file = { uploadId, fileName: filename || FILE_PART, bytes: out.bytesWritten, sha256 };
    });
    // What went wrong with the file ends the whole request; it is reported where the parts are awaited.
    stored.catch((cause: Error) => parts.destroy(cause));
  });
  try {
    await pipeline(Readable.fromWeb(request.body as ReadableStream), parts);
  } finally {
    // Only once its stream is closed can the file of a broken request be removed for good.
    await stored?.catch(() => {});
  }
  await stored;
  return isTooLarge
    ? refuse("upload_too_large", { megabytes: Math.floor(maxBytes / 1024 ** 2) })
    : accept(form);
}

function readField(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
