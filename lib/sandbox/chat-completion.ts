import type { FaultKind } from "#lib/models/sandbox-settings.ts";
import { answerChat, type ChatAnswer, type ChatRequest } from "./answer-chat.ts";
import type { Bill } from "./bill.ts";
import { countSandboxTokens } from "./count-sandbox-tokens.ts";
import type { SandboxModel } from "./sandbox-models.ts";
import { tokensOf } from "./see-picture.ts";
import type { ToolCall } from "./use-tools.ts";

const TOKENS_PER_MESSAGE = 3;

/** What the sandbox makes of one chat request: its text, what is billed for it, and its usage on the wire. */
export interface ChatCompletion {
  written: ChatAnswer;
  billed: Omit<Bill, "calls">;
  usage: object;
}

/**
 * Completes a chat, the same each time for the same request, in real time and in a batch.
 * @param cachedTokens how many tokens at the prompt's start are charged less.
 */
export function completeChat(
  request: ChatRequest,
  model: SandboxModel,
  fault: FaultKind | null,
  cachedTokens: (prompt: string) => number,
): ChatCompletion {
  const written = spoilt(answerChat(request, model), fault);
  const told = request.messages.map(({ role, content, calls = [] }) =>
    [role, content, ...calls.map((call) => JSON.stringify(call))].join("\n"),
  );
  const offered = request.tools?.length ? [JSON.stringify(request.tools)] : [];
  const prompt = [...told, ...offered].join("\n");
  const shown = request.pictures.reduce((sum, picture) => sum + tokensOf(picture), 0);
  const inputTokens = countSandboxTokens(prompt) + TOKENS_PER_MESSAGE * request.messages.length + shown;
  const cachedInputTokens = Math.min(cachedTokens(prompt), inputTokens);
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: written.tokens,
    total_tokens: inputTokens + written.tokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
  return { written, billed: { inputTokens, cachedInputTokens, outputTokens: written.tokens }, usage };
}

/** A completion as OpenAI words it. */
export function completionBody(id: string, model: string, { written, usage }: ChatCompletion): object {
  const message = {
    role: "assistant",
    content: written.calls ? null : written.text,
    ...(written.calls && { tool_calls: wireCalls(id, written.calls) }),
    refusal: null,
  };
  return {
    ...completionFrame(id, "chat.completion", model),
    choices: [{ index: 0, message, logprobs: null, finish_reason: written.finishReason }],
    usage,
  };
}

/** Calls of functions as they stand in an answer. */
export function wireCalls(id: string, calls: readonly ToolCall[]): object[] {
  return calls.map((called, at) => ({ id: `call_${id}_${at}`, type: "function", function: called }));
}

/** What every completion and every part of one begins with. */
export function completionFrame(id: string, object: string, model: string): object {
  return { id, object, created: Math.floor(Date.now() / 1_000), model, system_fingerprint: "fp_sandbox" };
}

// An answer that is whole but wrong: broken JSON, or JSON that lacks what was asked for.
function spoilt(answer: ChatAnswer, fault: FaultKind | null): ChatAnswer {
  if ((fault !== "invalid-json" && fault !== "misfit") || answer.calls) return answer;
  const text = fault === "misfit" ? misfitting(answer.text) : answer.text.slice(0, answer.text.length * 0.6);
  return { ...answer, text, tokens: countSandboxTokens(text) };
}

function misfitting(text: string): string {
  if (!text.startsWith("{")) return "";
  const [, ...kept] = Object.entries(JSON.parse(text) as object);
  return JSON.stringify(Object.fromEntries(kept));
}
