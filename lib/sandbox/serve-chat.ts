import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type FaultKind, readSandboxSettings, type SandboxSettings } from "#lib/models/sandbox-settings.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { ChatAnswer, ChatRequest } from "./answer-chat.ts";
import { completeChat, completionBody, completionFrame } from "./chat-completion.ts";
import { hashText } from "./hash-text.ts";
import { modelNotFound } from "./model-not-found.ts";
import { pickOne } from "./pick-one.ts";
import { readChatRequest } from "./read-chat-request.ts";
import { type SandboxModel, sandboxModel } from "./sandbox-models.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { sendError, sendJson } from "./wire.ts";

const MOST_CHUNKS = 40;
const LEAST_CHUNK = 8;

/** POST /v1/chat/completions. */
export async function serveChat(
  state: SandboxState,
  incoming: IncomingMessage,
  response: ServerResponse,
  json: unknown,
): Promise<void> {
  const request = await readChatRequest(json);
  if ("misfit" in request) {
    return sendError(response, 400, "invalid_value", `Invalid value: '${request.misfit}'.`);
  }
  const model = sandboxModel(request.model);
  if (model?.kind !== "text") return modelNotFound(response, request.model);
  const settings = readSandboxSettings(incoming.headers, process.env);
  const headers = limitHeaders(state, settings);
  const credential = `${incoming.headers.authorization} ${request.model}`;
  const waitMs = settings.rpm === null ? null : state.limit.take(credential, settings.rpm, performance.now());
  if (waitMs !== null) return tooMany(response, waitMs, headers);
  const fault = nextFault(state, settings);
  if (isUnbilled(fault)) return refuse(response, fault, headers);
  await answer(state, { request, model, settings, fault, headers, response });
}

interface Serving {
  request: ChatRequest;
  model: SandboxModel;
  settings: SandboxSettings;
  fault: FaultKind | null;
  headers: Record<string, string>;
  response: ServerResponse;
}

// Everything from here on is billed, as providers bill calls whose answer their client did not wait for.
async function answer(state: SandboxState, serving: Serving): Promise<void> {
  const { request, model, settings, fault, response } = serving;
  const completion = completeChat(request, model, fault, (prompt) =>
    state.prefixes.cachedTokens(request.model, prompt),
  );
  const { written, usage } = completion;
  state.books.charge(request.model, completion.billed);
  if (fault === "timeout") return;
  const latencyMs = settings.latencyMs ?? usualLatency(model, written.tokens);
  const id = `chatcmpl-sandbox-${state.calls}`;
  if (request.stream) return stream(serving, { id, written, usage, latencyMs });
  if (latencyMs > 0) await wait(latencyMs);
  const body = completionBody(id, request.model, completion);
  const answerHeaders = { ...serving.headers, "x-request-id": id };
  if (fault === "cut-off") return cutOff(response, JSON.stringify(body), answerHeaders);
  sendJson(response, 200, body, answerHeaders);
}

interface Streaming {
  id: string;
  written: ChatAnswer;
  usage: object;
  latencyMs: number;
}

async function stream(
  { request, fault, headers, response }: Serving,
  { id, written, usage, latencyMs }: Streaming,
): Promise<void> {
  const chunk = {
    ...completionFrame(id, "chat.completion.chunk", request.model),
    ...(request.includeUsage && { usage: null }),
  };
  const send = (delta: object, finishReason: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] })}\n\n`,
    );
  const pieces = piecesOf(written.text);
  const firstMs = latencyMs * 0.3;
  const pieceMs = (latencyMs - firstMs) / pieces.length;
  if (firstMs > 0) await wait(firstMs);
  if (response.destroyed) return;
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-request-id": id,
    ...headers,
  });
  send({ role: "assistant", content: "" });
  for (const [index, content] of pieces.entries()) {
    if (pieceMs > 0) await wait(pieceMs);
    if (response.destroyed) return;
    send({ content });
    if (fault === "cut-off" && index >= pieces.length / 2) {
      response.destroy();
      return;
    }
  }
  send({}, written.finishReason);
  if (request.includeUsage) response.write(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\n`);
  response.end("data: [DONE]\n\n");
}

// Few enough that even a long text is light on the event loop.
function piecesOf(text: string): string[] {
  const size = Math.max(LEAST_CHUNK, Math.ceil(text.length / MOST_CHUNKS));
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces.length > 0 ? pieces : [""];
}

function nextFault(state: SandboxState, { faultRate, faultKinds }: SandboxSettings): FaultKind | null {
  state.calls++;
  if (faultRate <= 0) return null;
  const random = seededRandom(hashText(String(state.calls)));
  return random() < faultRate ? (pickOne(faultKinds, random) ?? null) : null;
}

type UnbilledFault = "429" | "500" | "content-filter";

function isUnbilled(fault: FaultKind | null): fault is UnbilledFault {
  return fault === "429" || fault === "500" || fault === "content-filter";
}

function refuse(response: ServerResponse, fault: UnbilledFault, headers: Record<string, string>): void {
  switch (fault) {
    case "429":
      tooMany(response, 500, headers);
      break;
    case "500":
      sendError(response, 500, "server_error", "The sandbox had an error, as it was asked to.", headers);
      break;
    case "content-filter":
      sendError(response, 400, "content_filter", "The prompt was filtered by the content policy.", headers);
  }
}

function tooMany(response: ServerResponse, waitMs: number, headers: Record<string, string>): void {
  sendError(response, 429, "rate_limit_exceeded", "Rate limit reached for requests.", {
    ...headers,
    "retry-after-ms": String(Math.ceil(waitMs)),
    "retry-after": String(Math.ceil(waitMs / 1_000)),
    "x-ratelimit-remaining-requests": "0",
  });
}

function cutOff(response: ServerResponse, text: string, headers: Record<string, string>): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function usualLatency({ baseLatencyMs, latencyPerTokenMs }: SandboxModel, tokens: number): number {
  return baseLatencyMs + latencyPerTokenMs * tokens;
}

function limitHeaders({ calls }: SandboxState, { rpm }: SandboxSettings): Record<string, string> {
  // What is said here is kept to by whoever calls, so without a limit nothing is said.
  if (rpm === null) return {};
  const limit = Math.round(rpm);
  return {
    "x-ratelimit-limit-requests": String(limit),
    "x-ratelimit-remaining-requests": String(Math.max(1, limit - (calls % limit) - 1)),
    "x-ratelimit-reset-requests": `${Math.ceil(60_000 / limit)}ms`,
  };
}
