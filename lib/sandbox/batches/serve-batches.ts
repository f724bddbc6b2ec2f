import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { readSandboxSettings } from "#lib/models/sandbox-settings.ts";
import { newId } from "#lib/new-id.ts";
import type { Books } from "../bill.ts";
import { readJson, sendError, sendJson } from "../wire.ts";
import { type BatchProgress, progressOf } from "./batch-progress.ts";
import type { BatchRecord, BatchStore } from "./batch-store.ts";
import { checkInput } from "./read-batch-input.ts";
import { writeResults } from "./write-results.ts";

const WINDOW_MS = 24 * 3_600_000;
/** A look at a batch waits this long for its results to be written. */
const WRITES_FOR_MS = 500;
const ENDPOINT = "/v1/chat/completions";

const newBatch = z.object({
  input_file_id: z.string(),
  endpoint: z.literal(ENDPOINT),
  completion_window: z.literal("24h"),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
});

/** The paths under /v1/batches: make, look, list, cancel. */
export async function serveBatches(
  store: BatchStore,
  books: Books,
  request: IncomingMessage,
  response: ServerResponse,
  [id, part]: string[],
): Promise<void> {
  if (id === undefined) {
    if (request.method === "POST") return create(store, request, response);
    if (request.method === "GET") return list(store, books, request, response);
    return sendError(response, 405, "method_not_allowed", "Batches are made by POST.");
  }
  const record = await store.readBatch(id);
  if (!record) return sendError(response, 404, "not_found", `No batch found with id '${id}'.`);
  if (part === undefined && request.method === "GET") {
    return sendJson(response, 200, await asItStands(store, books, record));
  }
  if (part === "cancel" && request.method === "POST") return cancel(store, books, record, response);
  sendError(response, 404, "unknown_url", "Unknown request URL.");
}

async function create(store: BatchStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readJson(request);
  if ("misfit" in read) return sendError(response, 400, "invalid_request", read.misfit);
  const body = newBatch.safeParse(read.json);
  if (!body.success) {
    const [issue] = body.error.issues;
    return sendError(response, 400, "invalid_value", `Invalid value: '${issue?.path.join(".")}'.`);
  }
  const { input_file_id: inputFileId, endpoint, metadata } = body.data;
  const file = await store.readFile(inputFileId);
  if (file?.purpose !== "batch")
    return sendError(response, 404, "not_found", `No such File object: ${inputFileId}`);
  const settings = readSandboxSettings(request.headers, process.env);
  const checked = await checkInput(await store.contentPath(inputFileId), endpoint, settings.batchRequests);
  const record: BatchRecord = {
    id: `batch_${newId().replaceAll("-", "")}`,
    inputFileId,
    endpoint,
    metadata: metadata ?? null,
    createdAt: Date.now(),
    ...checked,
    settings: {
      seconds: settings.batchSeconds,
      finished: settings.batchFinished,
      duplicates: settings.batchDuplicates,
      faultRate: settings.faultRate,
      faultKinds: settings.faultKinds,
    },
    cancelledAt: null,
    outcome: null,
  };
  await store.writeBatch(record);
  sendJson(response, 200, wireBatch(record, progressOf(record, record.createdAt)));
}

async function list(
  store: BatchStore,
  books: Books,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? "/", "http://sandbox");
  const limit = Math.min(100, Math.max(1, Number(searchParams.get("limit") ?? 20) || 20));
  const after = searchParams.get("after");
  const ids = (await store.batchIds()).filter((id) => after === null || id < after);
  const data: { id: string }[] = [];
  for (const id of ids.slice(0, limit)) {
    const record = await store.readBatch(id);
    if (record) data.push(await asItStands(store, books, record));
  }
  const [first_id, last_id] = [data.at(0)?.id ?? null, data.at(-1)?.id ?? null];
  sendJson(response, 200, { object: "list", data, first_id, last_id, has_more: ids.length > limit });
}

async function cancel(
  store: BatchStore,
  books: Books,
  record: BatchRecord,
  response: ServerResponse,
): Promise<void> {
  const { phase } = progressOf(record, Date.now());
  if (phase === "over" || record.outcome)
    return sendError(response, 409, "invalid_request", "This batch is over and cannot be cancelled.");
  const cancelled = { ...record, cancelledAt: record.cancelledAt ?? Date.now() };
  await store.writeBatch(cancelled);
  sendJson(response, 200, await asItStands(store, books, cancelled));
}

// Whoever first sees that a batch is over has its results written; until they are, it is finalizing.
async function asItStands(store: BatchStore, books: Books, record: BatchRecord): Promise<{ id: string }> {
  const progress = progressOf(record, Date.now());
  const isToWrite = progress.phase === "over" && !record.outcome && progress.endsAs !== "failed";
  if (isToWrite && (await store.claim(record.id))) {
    const written = writeResults(store, books, record, progress);
    const soon = await Promise.race([written, wait(WRITES_FOR_MS, null)]);
    return wireBatch(soon ?? record, progress);
  }
  return wireBatch(record, progress);
}

function wireBatch(record: BatchRecord, { phase, done, endsAs }: BatchProgress) {
  const { id, createdAt, outcome, misfits, total } = record;
  const isOver = phase === "over" && (outcome !== null || endsAs === "failed");
  const status = isOver ? endsAs : phase === "over" ? "finalizing" : phase;
  const seconds = (ms: number) => Math.floor(ms / 1_000);
  const endedAt = seconds(outcome?.endedAt ?? createdAt);
  return {
    id,
    object: "batch",
    endpoint: record.endpoint,
    errors: isOver && endsAs === "failed" ? { object: "list", data: misfits } : null,
    input_file_id: record.inputFileId,
    completion_window: "24h",
    status,
    output_file_id: outcome?.outputFileId ?? null,
    error_file_id: outcome?.errorFileId ?? null,
    created_at: seconds(createdAt),
    in_progress_at: phase === "validating" ? null : seconds(createdAt),
    expires_at: seconds(createdAt + WINDOW_MS),
    finalizing_at: isOver ? endedAt : null,
    completed_at: status === "completed" ? endedAt : null,
    failed_at: status === "failed" ? endedAt : null,
    expired_at: status === "expired" ? endedAt : null,
    cancelling_at: record.cancelledAt && seconds(record.cancelledAt),
    cancelled_at: status === "cancelled" ? endedAt : null,
    request_counts: { total, completed: outcome?.completed ?? done, failed: outcome?.failed ?? 0 },
    metadata: record.metadata,
  };
}
