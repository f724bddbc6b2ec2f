import { cutText, storableText } from "#lib/storable-text.ts";
import type { FunctionCall } from "./call-outcome.ts";
import { contentOf, type WireMessage } from "./message-text.ts";

/** Calls that are read of one answer at most. */
const MOST_CALLS = 16;
const LONGEST_NAME = 200;
const LONGEST_ARGUMENTS = 8_000;
const LONGEST_EXTRA = 20_000;
const LONGEST_REASONING = 50_000;

/** What of an answer asks for functions. */
export interface CalledFunctions {
  /** In the model's order; none where it answers. */
  calls: FunctionCall[];
  /** What it said beside them. */
  said: string;
  /** What it reasoned before them, where that stands beside its words. */
  reasoning?: string;
}

/**
 * The functions that a message in chat completions format wants called: as it should say so, by the older name of the
 * field, or between tags in its text where its server does not read those. What is no call is left out.
 */
export function calledIn(message: WireMessage): CalledFunctions {
  const text = contentOf(message);
  const listed = listOf(message.tool_calls);
  const older = message.function_call?.name ? [{ function: message.function_call }] : [];
  const told = listed.length > 0 ? listed : older;
  const calls = told.slice(0, MOST_CALLS).flatMap(callOf);
  const { reasoning_content } = message;
  const isReasoned = typeof reasoning_content === "string" && reasoning_content !== "";
  const reasoning = isReasoned && { reasoning: readable(reasoning_content, LONGEST_REASONING) };
  if (calls.length > 0) return { calls, said: storableText(text), ...reasoning };
  const tagged = taggedIn(text);
  return tagged.length > 0
    ? { calls: tagged, said: "", ...reasoning }
    : { calls: [], said: storableText(text) };
}

/** A call as the AI SDK gives it. */
export function calledPart(part: {
  toolCallId: string;
  toolName: string;
  input: unknown;
  providerMetadata?: unknown;
}): FunctionCall {
  const { toolCallId, toolName, input, providerMetadata } = part;
  return {
    id: readable(toolCallId, LONGEST_NAME),
    name: readable(toolName, LONGEST_NAME),
    arguments: argumentsIn(input),
    ...extraOf(providerMetadata),
  };
}

// One call alone may stand there without its list.
function listOf(told: unknown): unknown[] {
  if (Array.isArray(told)) return told;
  return typeof told === "object" && told !== null ? [told] : [];
}

function callOf(told: unknown): FunctionCall[] {
  if (typeof told !== "object" || told === null) return [];
  const { id, function: called, extra_content } = told as Record<string, unknown>;
  // Some lay the function's fields beside the id.
  const fields = (typeof called === "object" && called !== null ? called : told) as Record<string, unknown>;
  const { name } = fields;
  if (typeof name !== "string" || name.trim() === "") return [];
  return [
    {
      id: typeof id === "string" || typeof id === "number" ? readable(String(id), LONGEST_NAME) : "",
      name: readable(name, LONGEST_NAME),
      arguments: argumentsIn(fields.arguments ?? fields.parameters ?? fields.input),
      ...(extra_content !== undefined && extraOf({ extra_content })),
    },
  ];
}

function argumentsIn(value: unknown): string {
  if (value === undefined || value === null) return "";
  return readable(typeof value === "string" ? value : JSON.stringify(value), LONGEST_ARGUMENTS);
}

function extraOf(value: unknown): { extra?: Record<string, unknown> } {
  if (typeof value !== "object" || value === null) return {};
  return JSON.stringify(value).length > LONGEST_EXTRA ? {} : { extra: value as Record<string, unknown> };
}

// What is cut is told as what it is: JSON that ends too early.
function readable(text: string, longest: number): string {
  return cutText(storableText(text), longest);
}

const TAGGED = /<(tool_call|function_call)>\s*([\s\S]{1,20000}?)\s*<\/\1>/g;

function taggedIn(text: string): FunctionCall[] {
  if (!text.includes("_call>")) return [];
  // What it reasons of calls is none.
  const said = text.slice(text.lastIndexOf("</think>") + 1);
  return [...said.matchAll(TAGGED)].slice(0, MOST_CALLS).flatMap(([, , json = ""]) => {
    try {
      return callOf(JSON.parse(json));
    } catch {
      return [];
    }
  });
}
