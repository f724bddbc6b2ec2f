import { createReadStream, createWriteStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import { newId } from "#lib/new-id.ts";
import { sendError, sendJson } from "../wire.ts";
import type { BatchStore, FileRecord } from "./batch-store.ts";

const MOST_BYTES = 200 * 1024 * 1024;

/** The paths under /v1/files: upload, look, read, remove. */
export async function serveFiles(
  store: BatchStore,
  request: IncomingMessage,
  response: ServerResponse,
  path: string[],
): Promise<void> {
  const [id, part] = path;
  if (id === undefined) {
    if (request.method === "POST") return upload(store, request, response);
    return sendError(response, 405, "method_not_allowed", "Files are uploaded by POST.");
  }
  const file = await store.readFile(id);
  if (!file) return sendError(response, 404, "not_found", `No such File object: ${id}`);
  if (part === "content" && request.method === "GET") {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.bytes });
    await pipeline(createReadStream(await store.contentPath(id)), response).catch(() => response.destroy());
  } else if (part === undefined && request.method === "GET") {
    sendJson(response, 200, wireFile(file));
  } else if (part === undefined && request.method === "DELETE") {
    await store.removeFile(id);
    sendJson(response, 200, { id, object: "file", deleted: true });
  } else {
    sendError(response, 404, "unknown_url", "Unknown request URL.");
  }
}

async function upload(store: BatchStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = `file-${newId().replaceAll("-", "")}`;
  const path = await store.contentPath(id);
  let purpose = "";
  let stored: { filename: string; isTooLarge: boolean; written: Promise<void> } | null = null;
  try {
    const parts = busboy({ headers: request.headers, limits: { fileSize: MOST_BYTES } });
    parts.on("field", (name, value) => {
      if (name === "purpose") purpose = value;
    });
    parts.on("file", (name, content, { filename = "file" }) => {
      if (name !== "file" || stored) return void content.resume();
      const file = { filename, isTooLarge: false, written: pipeline(content, createWriteStream(path)) };
      content.on("limit", () => {
        file.isTooLarge = true;
      });
      // Awaited below; until then nobody else hears of it.
      file.written.catch(() => {});
      stored = file;
    });
    await pipeline(request, parts);
  } catch {
    return sendError(response, 400, "invalid_request", "Could not parse multipart form.");
  }
  const file = stored as { filename: string; isTooLarge: boolean; written: Promise<void> } | null;
  await file?.written;
  if (!file) return sendError(response, 400, "missing_required_parameter", "file is missing.");
  const refusal =
    purpose !== "batch"
      ? ([400, "invalid_value", "The sandbox takes files with purpose=batch only."] as const)
      : file.isTooLarge
        ? ([413, "file_too_large", "The file is larger than 200 MB."] as const)
        : null;
  if (refusal) {
    await store.removeFile(id);
    const [status, code, message] = refusal;
    return sendError(response, status, code, message);
  }
  const { filename } = file;
  sendJson(
    response,
    200,
    wireFile(await store.addFile({ id, createdAt: Date.now(), filename, purpose: "batch" })),
  );
}

function wireFile({ id, bytes, createdAt, filename, purpose }: FileRecord): object {
  const created_at = Math.floor(createdAt / 1_000);
  return { id, object: "file", bytes, created_at, expires_at: null, filename, purpose, status: "processed" };
}
