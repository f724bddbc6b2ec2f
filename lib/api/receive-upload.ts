import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { madePlain } from "#lib/plain-name.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { pacedBody, TooSlow } from "./paced-body.ts";

/** The largest file that is taken. */
export const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

/** Of one field, and of all of them together. */
const MAX_FIELD_BYTES = 1024 ** 2;
const MAX_FIELDS = 50;
const MAX_FIELDS_BYTES = 2 * 1024 ** 2;
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
 * Receives a multipart request, its part `file` straight into the object store. Whatever goes wrong, or a
 * connection lost, leaves no file behind.
 * @param maxBytes of the file; more is refused with `upload_too_large`.
 */
export async function receiveUpload(
  request: Request,
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<
  Result<
    ReceivedForm,
    "upload_too_large" | "upload_malformed" | "request_timeout" | "disk_full" | "object_store_unavailable"
  >
> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes + MAX_FIELDS_BYTES) {
    return refuse("upload_too_large", { megabytes: Math.floor(maxBytes / 1024 ** 2) });
  }
  if (isShort(await readDiskRoom())) return refuse("disk_full");
  const uploadId = newId();
  const form: ReceivedForm = { fields: {} };
  try {
    return await receive(request, { uploadId, maxBytes, form });
  } catch (cause) {
    if (form.file) await discardUpload(form.file);
    if (cause instanceof ObjectStoreError) {
      log.error({ err: cause }, "an upload could not be kept");
      return refuse("object_store_unavailable");
    }
    if (cause instanceof TooSlow) return refuse("request_timeout");
    if (NO_SPACE.has((cause as NodeJS.ErrnoException).code ?? "")) return refuse("disk_full");
    return refuse("upload_malformed");
  }
}

/** Removes the file of a request that was refused after all. What cannot be removed now is cleaned away in a day. */
export async function discardUpload({ uploadId }: ReceivedFile): Promise<void> {
  const store = await objectStore();
  await store
    .delete(uploadKey(uploadId))
    .catch((err) => log.warn({ err, uploadId }, "an upload nobody wants could not be removed"));
}

/** Thrown out of a file that is larger than what is taken, so that nothing of it is kept. */
class TooLarge extends Error {}

async function receive(
  request: Request,
  { uploadId, maxBytes, form }: { uploadId: string; maxBytes: number; form: ReceivedForm },
): Promise<Result<ReceivedForm, "upload_too_large" | "upload_malformed">> {
  if (!request.body) return refuse("upload_malformed");
  const store = await objectStore();
  let stored: Promise<void> | undefined;
  const parts = busboy({
    headers: { "content-type": request.headers.get("content-type") ?? "" },
    defParamCharset: "utf8",
    limits: { fileSize: maxBytes, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
  let fieldBytes = 0;
  parts.on("field", (name, value) => {
    fieldBytes += value.length;
    if (fieldBytes > MAX_FIELDS_BYTES) parts.destroy(new Error("The fields are too long."));
    else form.fields[name] = readField(value);
  });
  parts.on("file", (name, content, { filename }) => {
    if (name !== FILE_PART || stored) {
      content.resume();
      return;
    }
    const hash = createHash("sha256");
    // A form that ends too early breaks it off, maybe before anybody reads it; who reads it hears of it all the same.
    content.on("error", () => {});
    async function* whole() {
      for await (const part of content as AsyncIterable<Buffer>) {
        hash.update(part);
        yield part;
      }
      if (content.truncated) throw new TooLarge();
    }
    stored = store.put(uploadKey(uploadId), whole()).then((bytes) => {
      const sha256 = hash.digest("hex");
      // A Mac names "ö" by an o and its dots: sent from there, a file is still the one of the same name.
      const fileName = madePlain(filename ?? "").normalize("NFC") || FILE_PART;
      form.file = { uploadId, fileName, bytes, sha256 };
    });
    // What went wrong with the file ends the whole request; it is reported where the parts are awaited.
    stored.catch((cause: Error) => {
      if (!(cause instanceof TooLarge)) parts.destroy(cause);
    });
  });
  try {
    await pipeline(pacedBody(request), parts);
    await stored;
  } catch (cause) {
    // Only once its stream is closed can the file of a broken request be removed for good.
    await stored?.catch(() => {});
    if (!(cause instanceof TooLarge)) throw cause;
    return refuse("upload_too_large", { megabytes: Math.floor(maxBytes / 1024 ** 2) });
  }
  return accept(form);
}

function readField(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
