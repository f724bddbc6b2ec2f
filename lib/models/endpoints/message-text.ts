/** What a message in chat completions format may hold: as a whole, or as a part of a stream. */
export interface WireMessage {
  content?: string | object | { type?: string; text?: unknown }[] | null;
  refusal?: string | null;
  reasoning_content?: unknown;
  reasoning?: unknown;
  tool_calls?: { index?: number; function?: WireFunction | null }[] | null;
  function_call?: WireFunction | null;
}

interface WireFunction {
  arguments?: string | object | null;
}

/** Whether a message reasons beside its content. */
export function reasonsBeside({ reasoning_content, reasoning }: WireMessage): boolean {
  return [reasoning_content, reasoning].some((told) => typeof told === "string" && told !== "");
}

/** The text of a message. Reasoning may be a part of its own or a field beside the content, and is none in either. */
export function contentOf({ content }: WireMessage): string {
  if (!Array.isArray(content)) return written(content);
  return content
    .map(({ type, text }) => ((type ?? "text").endsWith("text") && typeof text === "string" ? text : ""))
    .join("");
}

/** The arguments of the first function that a message calls: where JSON is asked for, some models call one that nobody offered. */
export function argumentsOf({ tool_calls, function_call }: WireMessage): string {
  const called = tool_calls?.find(({ index = 0 }) => index === 0)?.function ?? function_call;
  return written(called?.arguments);
}

function written(value: string | object | null | undefined): string {
  return typeof value === "string" ? value : value ? JSON.stringify(value) : "";
}
