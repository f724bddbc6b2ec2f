import type { CallableModel } from "../callable-model.ts";
import type { Capabilities } from "../capabilities.ts";
import type { ProviderKind } from "../provider.ts";
import type { AnsweredFunctionCall } from "./call-outcome.ts";
import { makeLanguageModel } from "./language-model.ts";
import { dataUrl, type MessageWithPictures } from "./shown-pictures.ts";

/** A request in OpenAI's chat completions format that lacks nothing but its messages and the bound of its answer. */
export interface ChatFrame {
  url: string;
  headers: Record<string, string>;
  /** The body's JSON without its closing brace. */
  opening: string;
  /** The field that bounds the answer; `null` where the model takes none. */
  limitField: string | null;
  /** What the provider calls the role of a system message. */
  systemRole: string;
}

type FrameOptions = Omit<
  Parameters<NonNullable<ReturnType<typeof makeLanguageModel>>["doGenerate"]>[0],
  "prompt" | "maxOutputTokens"
>;

const KINDS: ReadonlySet<ProviderKind> = new Set(["openai", "openai-compatible", "sandbox"]);

/** Whether a kind of provider speaks this format. */
export function speaksChatCompletions(kind: ProviderKind): boolean {
  return KINDS.has(kind);
}

/**
 * The frame of all calls to a model with these options, as the AI SDK writes it: it knows what each model takes.
 * It is let write one request that is not sent; thousands of others then differ in their messages alone.
 * @param isStreamed whether the answer is asked for as a stream; @param known what the model takes of it.
 */
export async function recordFrame(
  model: CallableModel,
  options: FrameOptions,
  isStreamed: boolean,
  known: Capabilities,
): Promise<ChatFrame> {
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
  const asked = { ...options, prompt, maxOutputTokens: 1 };
  await Promise.resolve(isStreamed ? instance?.doStream(asked) : instance?.doGenerate(asked)).catch(
    (cause) => {
      if (!recorded) throw cause;
    },
  );
  if (!recorded) throw new Error("The provider's library sent nothing.");
  const { messages, max_tokens, max_completion_tokens, ...frame } = JSON.parse(recorded.body) as WireRequest;
  const usualLimit = max_completion_tokens === undefined ? "max_tokens" : "max_completion_tokens";
  const limitField = known.tokenLimit ?? usualLimit;
  const kept = Object.entries(frame).filter(([name]) => !known.leftOut.some((left) => left === name));
  return {
    url: recorded.url,
    headers: recorded.headers,
    opening: JSON.stringify(Object.fromEntries(kept)).slice(0, -1),
    limitField: limitField === "none" ? null : limitField,
    systemRole: known.instructionRole ?? messages[0]?.role ?? "system",
  };
}

interface WireRequest extends Record<string, unknown> {
  messages: { role: string }[];
  max_tokens?: number;
  max_completion_tokens?: number;
}

/** The body of one request. */
export function chatBody(
  { opening, limitField, systemRole }: ChatFrame,
  messages: readonly MessageWithPictures[],
  longestAnswer: number,
): string {
  const named = messages.flatMap((message): object[] => {
    const { calls, reasoning } = message;
    if (calls) return [callingMessage(message, calls, reasoning), ...calls.map(resultMessage)];
    const role = message.role === "system" ? systemRole : message.role;
    return [{ role, content: contentOf(message) }];
  });
  const limit = limitField === null ? "" : `,"${limitField}":${longestAnswer}`;
  return `${opening}${limit},"messages":${JSON.stringify(named)}}`;
}

// A blank text beside calls is refused by some.
function callingMessage(
  { content }: MessageWithPictures,
  calls: readonly AnsweredFunctionCall[],
  reasoning: string | undefined,
): object {
  return {
    role: "assistant",
    content: content === "" ? null : content,
    ...(reasoning && { reasoning_content: reasoning }),
    tool_calls: calls.map(({ id, name, arguments: written, extra }) => ({
      id,
      type: "function",
      function: { name, arguments: written },
      ...extra,
    })),
  };
}

function resultMessage({ id, result }: AnsweredFunctionCall): object {
  return { role: "tool", tool_call_id: id, content: result };
}

// The words first: what is the same for all rows is then the same from the beginning.
function contentOf({ content, shown }: MessageWithPictures): string | object[] {
  if (shown.length === 0) return content;
  const pictures = shown.map((picture) => ({ type: "image_url", image_url: { url: dataUrl(picture) } }));
  return [{ type: "text", text: content }, ...pictures];
}
