/** What a message in chat completions format may hold: as a whole, or as a part of a stream. */
export interface WireMessage {
  content?: unknown;
  refusal?: unknown;
  reasoning_content?: unknown;
  reasoning?: unknown;
  tool_calls?: (WireCall | null)[] | null;
  function_call?: WireFunction | null;
}

/** What stands for a message in a choice; `null` where nothing does. */
export interface WireSpeech {
  message?: unknown;
  delta?: unknown;
  text?: unknown;
}

/** The message of a choice: some gateways answer in the shape of a stream's part, of the older completions, or in a bare text. */
export function messageIn(choice: WireSpeech | null | undefined): WireMessage | null {
  const told = choice?.message ?? choice?.delta ?? choice?.text;
  if (typeof told === "string") return { content: told };
  return typeof told === "object" ? (told as WireMessage | null) : null;
}

/** Why a model will not answer, in its own words; "" where it answers. */
export function refusalOf({ refusal }: WireMessage): string {
  return typeof refusal === "string" ? refusal : "";
}

/** A call of a function, or a part of one. */
export interface WireCall {
  index?: number | null;
  id?: string | null;
  function?: WireFunction | null;
  /** What Google has to be given back with it. */
  extra_content?: unknown;
}

interface WireFunction {
  name?: string | null;
  arguments?: string | object | null;
}

/** Whether a message reasons beside its content. */
export function reasonsBeside({ reasoning_content, reasoning }: WireMessage): boolean {
  return [reasoning_content, reasoning].some((told) => typeof told === "string" && told !== "");
}

/** The text of a message. Reasoning may be a part of its own or a field beside the content, and is none in either. */
export function contentOf({ content }: WireMessage): string {
  if (!Array.isArray(content)) return written(content);
  return content.map(textOfPart).join("");
}

function textOfPart(part: unknown): string {
  if (typeof part !== "object" || part === null) return typeof part === "string" ? part : "";
  const { type = "text", text } = part as { type?: unknown; text?: unknown };
  return String(type).endsWith("text") && typeof text === "string" ? text : "";
}

/** The arguments of the first function that a message calls: where JSON is asked for, some models call one that nobody offered. */
export function argumentsOf({ tool_calls, function_call }: WireMessage): string {
  const calls = Array.isArray(tool_calls) ? tool_calls : [];
  const called = calls.find((call) => call && (call.index ?? 0) === 0)?.function ?? function_call;
  return written(called?.arguments);
}

function written(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "object" && value ? JSON.stringify(value) : "";
}
