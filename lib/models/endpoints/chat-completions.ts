import type { CallableModel } from "../callable-model.ts";
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
 * @param isStreamed whether the answer is asked for as a stream.
 */
export async function recordFrame(
  model: CallableModel,
  options: FrameOptions,
  isStreamed: boolean,
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
  const asked = { ...options, prompt };
  await Promise.resolve(isStreamed ? instance?.doStream(asked) : instance?.doGenerate(asked)).catch(
    (cause) => {
      if (!recorded) throw cause;
    },
  );
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
