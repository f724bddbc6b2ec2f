import { cutText, storableText } from "#lib/storable-text.ts";
import type { Meter } from "../meter.ts";
import { CallFault, type FunctionCall, type UnansweredCall } from "./call-outcome.ts";
import { type CalledFunctions, calledIn } from "./called-functions.ts";
import { CompletionStream } from "./completion-stream.ts";
import { failForHiddenError, failForPage, wordsOfHiddenError } from "./hidden-error.ts";
import {
  argumentsOf,
  contentOf,
  messageIn,
  reasonsBeside,
  refusalOf,
  type WireMessage,
  type WireSpeech,
} from "./message-text.ts";
import { readUsage, usageAmong } from "./read-usage.ts";

/** What an answer in chat completions format says. */
export interface Completion {
  text: string;
  /** With functions offered: those that it wants called, and what it reasoned before them. */
  calls?: FunctionCall[];
  reasoning?: string;
  /** `null` from a provider that counts nothing. */
  usage: Meter | null;
  finishReason: "stop" | "length" | "content-filter" | "other";
  reasoned?: true;
  id: string | null;
}

/**
 * Reads the body of a success, a stream whether or not one was asked for.
 * https://platform.openai.com/docs/api-reference/chat/object
 * @param mayCall functions were offered: what it calls is then no answer.
 * @throws CallFault for an error in the place of an answer, and for what is no answer and reports no usage.
 */
export function readCompletion(body: string, mayCall = false): Completion {
  const text = body.replace(/^[\uFEFF\s]+/, "");
  failForPage(text);
  if (EVENTS.test(text)) return completionOfStream(text, mayCall);
  const parsed = parseJson(text);
  if (parsed === undefined) throw new CallFault(unreadable("invalid_answer", text));
  return completionOf(parsed, mayCall);
}

const EVENTS = /^(?:data|event|id|retry)?:/;
interface WireCompletion {
  id?: string | null;
  choices?: WireChoice[] | null;
  usage?: unknown;
  usageMetadata?: unknown;
  usage_metadata?: unknown;
  x_groq?: { usage?: unknown } | null;
}

interface WireChoice extends WireSpeech {
  finish_reason?: string | null;
  usage?: unknown;
  error?: unknown;
}

function completionOf(body: unknown, mayCall: boolean): Completion {
  const whole = fieldsOf(body);
  const answer = whole.choices === undefined ? { ...whole, ...wrappedIn(whole) } : whole;
  const choice = answer.choices?.[0];
  const { usage: ofAnswer, usageMetadata, usage_metadata, x_groq } = answer;
  const message = messageIn(choice);
  const usage = usageAmong([
    ...[ofAnswer, choice?.usage, (message as { usage?: unknown } | null)?.usage],
    ...[usageMetadata, usage_metadata, x_groq?.usage],
  ]);
  const said = message ?? {};
  const told = { finishReason: choice?.finish_reason, usage, id: answer.id };
  const completion = read(said, { ...told, reasoned: reasonsBeside(said), mayCall });
  if (usage) return completion;
  if (completion.text !== "" || completion.calls) {
    failForBrokenOff(choice?.finish_reason, choice?.error ? choice : body);
    return completion;
  }
  failForHiddenError(choice?.error ? choice : body);
  failForBrokenAnswer(choice?.finish_reason);
  // A message that says nothing is an answer; nothing at all is not.
  if (!message) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  return completion;
}

// Some gateways lay an answer into another object beside a code and a message.
function wrappedIn(whole: WireCompletion & Record<string, unknown>): WireCompletion {
  const inside = ["data", "output", "result", "response"].map((name) => fieldsOf(whole[name]));
  return inside.find(({ choices }) => Array.isArray(choices)) ?? {};
}

function fieldsOf(value: unknown): WireCompletion & Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as ReturnType<typeof fieldsOf>) : {};
}

function completionOfStream(text: string, mayCall: boolean): Completion {
  const stream = new CompletionStream();
  stream.push(text);
  stream.end();
  const { finishReason, id, hasReasoned: reasoned } = stream;
  const usage = readUsage(stream.usage);
  const message = mayCall
    ? { ...stream.message, tool_calls: stream.calls.list, reasoning_content: stream.reasoning }
    : stream.message;
  const completion = read(message, { finishReason, usage, id, reasoned, mayCall });
  if (completion.text === "" && !completion.calls && !usage) {
    failForHiddenError(stream.stray);
    failForBrokenAnswer(finishReason);
  }
  if (!usage) failForBrokenOff(finishReason, stream.stray);
  // One that stops without a word why was cut off, even when its last packet was in order.
  const isWhole = finishReason !== null || (stream.isDone && usage !== null);
  if (!isWhole)
    throw new CallFault(unreadable("cut_off", wordsOfHiddenError(stream.stray) || (stream.strayText ?? "")));
  return completion;
}

interface Told {
  finishReason: string | null | undefined;
  usage: Meter | null;
  id: string | null | undefined;
  reasoned: boolean;
  mayCall: boolean;
}

function read(message: WireMessage, { finishReason, usage, id, reasoned, mayCall }: Told): Completion {
  const refusal = refusalOf(message);
  const { calls, said, reasoning } = mayCall ? calledIn(message) : NOT_CALLED;
  const isCalling = calls.length > 0;
  return {
    text: isCalling ? said : storableText((contentOf(message) || argumentsOf(message)) + refusal),
    usage,
    finishReason: refusal ? "content-filter" : finishReasonOf(finishReason),
    ...(reasoned && { reasoned }),
    ...(isCalling && { calls }),
    ...(isCalling && reasoning && { reasoning }),
    id: typeof id === "string" ? storableText(id) : null,
  };
}

const NOT_CALLED: CalledFunctions = { calls: [], said: "" };

const LENGTH = /length|max_?(?:output_?|completion_?|new_?)?tokens|token_?limit|context_window/;
// Google's reasons come through gateways as they are.
const FILTERED = /content_?filter|sensitive|safety|recitation|blocklist|prohibited|spii|high_risk|moderation/;
/** The model or its provider broke down in the midst of it. */
const BROKEN = new Set([
  "error",
  "malformed_function_call",
  "malformed_response",
  "insufficient_system_resource",
]);

function wordOf(reason: unknown): string {
  return String(reason ?? "")
    .toLowerCase()
    .replace(/[-\s]/g, "_");
}

function finishReasonOf(reason: string | null | undefined): Completion["finishReason"] {
  const word = wordOf(reason);
  if (LENGTH.test(word)) return "length";
  if (FILTERED.test(word)) return "content-filter";
  return word === "stop" ? "stop" : "other";
}

// It says nothing, and that it took nothing.
function failForBrokenAnswer(finishReason: string | null | undefined): void {
  if (BROKEN.has(wordOf(finishReason))) throw new CallFault({ kind: "unavailable", code: "broken_answer" });
}

// It broke down in the midst of what it said, and tells no bill.
function failForBrokenOff(finishReason: unknown, told: unknown): void {
  if (BROKEN.has(wordOf(finishReason))) throw new CallFault(unreadable("cut_off", wordsOfHiddenError(told)));
}

const LONGEST_WORDS = 300;

function unreadable(code: string, words: string): UnansweredCall {
  const detail = cutText(storableText(words.replace(/\s+/g, " ").trim()), LONGEST_WORDS);
  return { kind: "uncertain", code, ...(detail && { detail }) };
}

/** `undefined` for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
