import type { Schema } from "./write-value.ts";
import type { Writer } from "./writer.ts";

/** A call as it stands on the wire. */
export interface ToolCall {
  name: string;
  /** JSON. */
  arguments: string;
}

/** A function that it may call, with the names of what it takes. */
export interface OfferedTool {
  name: string;
  parameters: string[];
  required: string[];
}

/** The tools that it calls before it writes: each once whose required inputs the prompt has a fact for. */
export function toolsToCall(
  { tools = [], messages }: { tools?: OfferedTool[]; messages: readonly { calls?: ToolCall[] }[] },
  writer: Writer,
): ToolCall[] {
  const called = new Set(messages.flatMap(({ calls = [] }) => calls.map(({ name }) => name)));
  return tools.flatMap(({ name, parameters, required }) => {
    if (called.has(name)) return [];
    const known = parameters.flatMap((parameter) => {
      const value = writer.fact(parameter) ?? keyIn(parameter, writer);
      return value === null ? [] : [[parameter, value] as const];
    });
    const names = new Set(known.map(([parameter]) => parameter));
    return required.every((parameter) => names.has(parameter))
      ? [{ name, arguments: JSON.stringify(Object.fromEntries(known)) }]
      : [];
  });
}

// What a product is found by has many names.
function keyIn(parameter: string, writer: Writer): string | null {
  return ["key", "sku", "id"].includes(parameter.toLowerCase())
    ? (writer.fact("sku") ?? writer.fact("key"))
    : null;
}

/** What a tool said, as facts of the prompt: one a line. */
export function toldFacts(content: string): string {
  try {
    const told: unknown = JSON.parse(content);
    if (typeof told !== "object" || told === null || Array.isArray(told)) return content;
    return Object.entries(told)
      .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n");
  } catch {
    return content;
  }
}

const IN_WORDS = /JSON Schema:\s*```json\s*(\{.*\})\s*```/s;

/** The schema that a prompt tells in words; `null` for none. */
export function schemaInWords(messages: readonly { content: string }[]): Schema | null {
  const told = messages.map(({ content }) => IN_WORDS.exec(content)?.[1]).find((json) => json !== undefined);
  if (told === undefined) return null;
  try {
    return JSON.parse(told) as Schema;
  } catch {
    return null;
  }
}
