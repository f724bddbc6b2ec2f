import type { CallableModel } from "../callable-model.ts";
import { type Meter, reportedMeter } from "../meter.ts";
import type { ProviderKind } from "../provider.ts";
import type { ChatMessage } from "./call-outcome.ts";
import { makeLanguageModel } from "./language-model.ts";

/** A request in OpenAI's chat completions format that lacks nothing but its messages. */
export interface ChatFrame {
  url: string;
  headers: Record<string, string>;
  /** The body's JSON without its closing brace. */
  opening: string;
  /** What the provider calls the role of a system message. */
  systemRole: string;
}

/** What an answer in that format says. */
export interface Completion {
  text: string;
  /** `null` from a provider that counts nothing. */
  usage: Meter | null;
  finishReason: "stop" | "length" | "content-filter" | "other";
  id: string | null;
}

type FrameOptions = Omit<
  Parameters<NonNullable<ReturnType<typeof makeLanguageModel>>["doGenerate"]>[0],
  "prompt"
>;

const KINDS: ReadonlySet<ProviderKind> = new Set(["openai", "openai-compatible", "sandbox"]);

/** Whether a kind of provider speaks this format. */
export function speaksChatCompletions(kind: ProviderKind): boolean {
  return KINDS.has(kind);
}

/**
 * The frame of all calls to a model with these options, as the AI SDK writes it: it knows what each model takes.
 * It is let write one request that is not sent; thousands of others then differ in their messages alone.
 */
export async function recordFrame(model: CallableModel, options: FrameOptions): Promise<ChatFrame> {
  let recorded: { url: string; headers: Record<string, string>; body: string } | undefined;
  const instance = makeLanguageModel(model, async (url, init) => {
    recorded = {
      url: String(url),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: String(init?.body),
    };
    throw new Error("Written down, not sent.");
  });
  const prompt = [
    { role: "system" as const, content: "-" },
    { role: "user" as const, content: [{ type: "text" as const, text: "-" }] },
  ];
  await Promise.resolve(instance?.doGenerate({ ...options, prompt })).catch((cause) => {
    if (!recorded) throw cause;
  });
  if (!recorded) throw new Error("The provider's library sent nothing.");
  const { messages, ...frame } = JSON.parse(recorded.body) as { messages: { role: string }[] };
  return {
    url: recorded.url,
    headers: recorded.headers,
    opening: JSON.stringify(frame).slice(0, -1),
    systemRole: messages[0]?.role ?? "system",
  };
}

/** The body of one request. */
export function chatBody({ opening, systemRole }: ChatFrame, messages: readonly ChatMessage[]): string {
  const named = messages.map(({ role, content }) => ({
    role: role === "system" ? systemRole : role,
    content,
  }));
  return `${opening},"messages":${JSON.stringify(named)}}`;
}

/** Reads an answer; `null` when it is not of this format. https://platform.openai.com/docs/api-reference/chat/object */
export function readCompletion(body: string): Completion | null {
  const answer = parseJson(body) as WireCompletion | null;
  const choice = answer?.choices?.[0];
  if (!choice?.message) return null;
  const { content, refusal } = choice.message;
  return {
    text: (textOf(content) || argumentsOf(choice.message)) + (refusal ?? ""),
    usage: usageOf(answer?.usage),
    finishReason: refusal ? "content-filter" : finishReasonOf(choice.finish_reason),
    id: answer?.id ?? null,
  };
}

interface WireMessage {
  content?: string | object | { type?: string; text?: unknown }[] | null;
  refusal?: string | null;
  tool_calls?: { function?: WireFunction | null }[] | null;
  function_call?: WireFunction | null;
}

interface WireFunction {
  arguments?: string | object | null;
}

interface WireCompletion {
  id?: string | null;
  choices?: {
    message?: WireMessage;
    finish_reason?: string | null;
  }[];
  usage?: {
    prompt_tokens?: number | null;
    completion_tokens?: number | null;
    prompt_tokens_details?: { cached_tokens?: number | null } | null;
    completion_tokens_details?: { reasoning_tokens?: number | null } | null;
  } | null;
}

// Reasoning may be a part of its own or a field beside the content, and is no answer in either.
function textOf(content: WireMessage["content"]): string {
  if (!Array.isArray(content)) return written(content);
  return content
    .map(({ type, text }) => ((type ?? "text").endsWith("text") && typeof text === "string" ? text : ""))
    .join("");
}

// Where JSON is asked for, some models call a function that nobody offered, with the answer as its arguments.
function argumentsOf({ tool_calls, function_call }: WireMessage): string {
  return written((tool_calls?.[0]?.function ?? function_call)?.arguments);
}

function written(value: string | object | null | undefined): string {
  return typeof value === "string" ? value : value ? JSON.stringify(value) : "";
}

function usageOf(usage: WireCompletion["usage"]): Meter | null {
  return reportedMeter({
    input: usage?.prompt_tokens,
    cachedInput: usage?.prompt_tokens_details?.cached_tokens,
    output: usage?.completion_tokens,
    reasoning: usage?.completion_tokens_details?.reasoning_tokens,
  });
}

function finishReasonOf(reason: string | null | undefined): Completion["finishReason"] {
  if (reason === "stop" || reason === "length") return reason;
  return reason === "content_filter" ? "content-filter" : "other";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
