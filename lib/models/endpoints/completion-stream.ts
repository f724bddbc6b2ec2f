import { CallPieces } from "./call-pieces.ts";
import {
  argumentsOf,
  contentOf,
  messageIn,
  reasonsBeside,
  refusalOf,
  type WireSpeech,
} from "./message-text.ts";

/** An answer in chat completions format that comes as server-sent events, put together as far as it has come. */
export class CompletionStream {
  /** As it would stand in an answer that is not streamed. */
  readonly message = { content: "", refusal: "", function_call: { arguments: "" } };
  /** The functions that it calls, each put together. */
  readonly calls = new CallPieces();
  /** What it reasoned beside its content. */
  reasoning = "";
  finishReason: string | null = null;
  usage: unknown = null;
  id: string | null = null;
  /** An event that is no part of an answer, or tells of an error beside one. */
  stray: unknown = null;
  /** A line that is no event at all. */
  strayText: string | null = null;
  /** It said that it is over. */
  isDone = false;
  /** It reasoned beside its content. */
  hasReasoned = false;
  #rest = "";
  readonly #onText: (textSoFar: string) => void;

  /** @param onText is told all of the text so far, each time there is more. */
  constructor(onText: (textSoFar: string) => void = () => {}) {
    this.#onText = onText;
  }

  /** Takes in more of the text of the events. */
  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
  }

  /** Takes in what stands behind the last line break. */
  end(): void {
    this.#line(this.#rest);
    this.#rest = "";
  }

  #line(line: string): void {
    if (!line.startsWith("data:")) return;
    const data = line.slice("data:".length).trim();
    if (data === "[DONE]") this.isDone = true;
    else {
      const event = parsed(data);
      if (event) this.#event(event);
      else if (data !== "") this.strayText ??= data;
    }
  }

  #event(event: WireEvent): void {
    const choice = Array.isArray(event.choices) ? event.choices[0] : undefined;
    const usage = event.usage ?? choice?.usage ?? event.x_groq?.usage ?? event.usageMetadata;
    if (event.error) this.stray = event;
    else if (choice?.error) this.stray = choice;
    else if (!Array.isArray(event.choices) && !usage) this.stray ??= event;
    this.usage = usage ?? this.usage;
    this.id ??= event.id ?? null;
    this.finishReason = choice?.finish_reason || this.finishReason;
    // Where both are told, the part counts: the other repeats all of the text so far.
    const delta = messageIn(choice?.delta ? { delta: choice.delta } : choice);
    if (!delta) return;
    this.hasReasoned ||= reasonsBeside(delta);
    if (typeof delta.reasoning_content === "string") this.reasoning += delta.reasoning_content;
    this.calls.add(delta);
    const more = contentOf(delta);
    this.message.content += more;
    if (more !== "") this.#onText(this.message.content);
    this.message.refusal += refusalOf(delta);
    this.message.function_call.arguments += argumentsOf(delta);
  }
}

interface WireEvent {
  id?: string | null;
  choices?: unknown;
  usage?: unknown;
  x_groq?: { usage?: unknown } | null;
  usageMetadata?: unknown;
  error?: unknown;
}

interface WireChoice extends WireSpeech {
  error?: unknown;
  finish_reason?: string | null;
  usage?: unknown;
}

function parsed(data: string): (WireEvent & { choices?: WireChoice[] | null }) | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === "object" ? (event as ReturnType<typeof parsed>) : null;
  } catch {
    return null;
  }
}
