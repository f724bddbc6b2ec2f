import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ChatAnswer, ChatRequest } from "./answer-chat.ts";
import { completeChat, completionBody, completionFrame, wireCalls } from "./chat-completion.ts";
import { type AdmittedCall, admitCall } from "./misbehave.ts";
import { modelNotFound } from "./model-not-found.ts";
import { readChatRequest } from "./read-chat-request.ts";
import { type SandboxModel, sandboxModel } from "./sandbox-models.ts";
import type { SandboxState } from "./sandbox-state.ts";
import type { ToolCall } from "./use-tools.ts";
import { sendCutOff, sendError, sendJson } from "./wire.ts";

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
  const admitted = admitCall(state, incoming, request.model, response);
  if (admitted) await answer(state, { ...admitted, request, model, response });
}

interface Serving extends AdmittedCall {
  request: ChatRequest;
  model: SandboxModel;
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
  if (fault === "cut-off") return sendCutOff(response, JSON.stringify(body), answerHeaders);
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
  const calls = (written.calls ?? []).flatMap((call, index) => callPieces(id, call, index));
  const pieces = calls.length > 0 ? calls : piecesOf(written.text).map((content) => ({ content }));
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
  for (const [index, delta] of pieces.entries()) {
    if (pieceMs > 0) await wait(pieceMs);
    if (response.destroyed) return;
    send(delta);
    if (fault === "cut-off" && index >= pieces.length / 2) {
      response.destroy();
      return;
    }
  }
  send({}, written.finishReason);
  if (request.includeUsage) response.write(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\n`);
  response.end("data: [DONE]\n\n");
}

// The first part names the function; what it is given follows in two.
function callPieces(id: string, call: ToolCall, index: number): object[] {
  const [whole] = wireCalls(id, [{ ...call, arguments: "" }]);
  const middle = Math.ceil(call.arguments.length / 2);
  const more = [call.arguments.slice(0, middle), call.arguments.slice(middle)];
  return [
    { tool_calls: [{ index, ...whole, id: `call_${id}_${index}` }] },
    ...more.map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] })),
  ];
}

// Few enough that even a long text is light on the event loop.
function piecesOf(text: string): string[] {
  const size = Math.max(LEAST_CHUNK, Math.ceil(text.length / MOST_CHUNKS));
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces.length > 0 ? pieces : [""];
}

function usualLatency({ baseLatencyMs, latencyPerTokenMs }: SandboxModel, tokens: number): number {
  return baseLatencyMs + latencyPerTokenMs * tokens;
}
