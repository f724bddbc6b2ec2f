import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4Usage,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import { storableText } from "#lib/storable-text.ts";
import type { CallableModel } from "../callable-model.ts";
import type { KnownCapabilities } from "../capabilities.ts";
import { countRatioOf } from "../count-ratio.ts";
import { countMessageTokens, countTokens } from "../count-tokens.ts";
import { type Meter, meterOf, reportedMeter } from "../meter.ts";
import { readAnswerHeaders } from "./answer-headers.ts";
import { askAndLearn } from "./ask-and-learn.ts";
import { askOnce, DEFAULT_TIMEOUT_MS, type GivenAnswer } from "./ask-once.ts";
import { boundChat, countPrompt } from "./bound-chat.ts";
import {
  type AnsweredCall,
  type AnsweredFunctionCall,
  type AnswerLimit,
  CallFault,
  type ChatAnswer,
  type FunctionCall,
} from "./call-outcome.ts";
import { calledPart } from "./called-functions.ts";
import { type ChatFrame, chatBody, recordFrame, speaksChatCompletions } from "./chat-completions.ts";
import type { ChatRequest, JsonSchema, OfferedFunction } from "./chat-request.ts";
import { CompletionStream } from "./completion-stream.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { failForHiddenError, rejectAsTold } from "./hidden-error.ts";
import { languageModel } from "./language-model.ts";
import { longestAnswer } from "./longest-answer.ts";
import { messagesFor } from "./messages-for.ts";
import { postJson } from "./post-json.ts";
import { promptDigest } from "./prompt-digest.ts";
import { readCompletion } from "./read-completion.ts";
import type { ReportedLimits } from "./reported-limits.ts";
import { schemaFor } from "./schema-for.ts";
import { type MessageWithPictures, showsPictures, withShown } from "./shown-pictures.ts";
import { parametersIn, wireName } from "./wire-name.ts";
import { heardWithoutSecrets } from "./without-secrets.ts";

/** A chat request to a model, as this file passes it around. */
export interface ChatCall extends ChatRequest, CallOptions {
  model: CallableModel;
}

/** Models that write: text, or JSON of a shape. What one does not take is learnt where it refuses it. */
export const chat: Endpoint<ChatRequest, ChatAnswer> = {
  bound: boundChat,
  call: (model, request, options = {}) =>
    askAndLearn(model, request, options.signal, (known) =>
      askOnce(model, options.signal, () =>
        ask({ model, ...request, ...options, ...heard(model, request) }, known),
      ),
    ),
  digest: ({ messages, functions }) => promptDigest(messages, functions),
};

function heard(model: CallableModel, { onText }: ChatRequest): Pick<ChatRequest, "onText"> {
  return onText ? { onText: (textSoFar) => onText(heardWithoutSecrets(model, textSoFar)) } : {};
}

async function ask(call: ChatCall, known: KnownCapabilities): Promise<GivenAnswer<ChatAnswer>> {
  const instance = languageModel(call.model, call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_text_model", detail: call.model.name });
  if (!known.pictures && showsPictures(call))
    throw new CallFault({ kind: "refused", code: "no_pictures", detail: known.learnt.pictures?.words ?? "" });
  if (!known.functions && call.functions)
    throw new CallFault({
      kind: "refused",
      code: "no_functions",
      detail: known.learnt.functions?.words ?? "",
    });
  const answer = await answerOf(instance, call, known);
  return { ...answer, ...settledUsage(answer, call), limit: limitOf(call, known) };
}

function answerOf(instance: Instance, call: ChatCall, known: KnownCapabilities): Promise<Answer> {
  if (speaksChatCompletions(call.model.providerKind)) return completed(call, known);
  const isStreamed = isStreamedTo(call, known);
  const mayCall = call.functions !== undefined;
  if (isStreamed) return streamed(instance.doStream(optionsOf(call, known)), mayCall, call.onText);
  return whole(instance.doGenerate(optionsOf(call, known)), mayCall);
}

/** The longest answer that a call asks for. */
export function limitOf(call: ChatCall, known: KnownCapabilities): AnswerLimit {
  // The prompt counts only where its model takes so much of both together.
  const inputTokens =
    known.contextTokens === null
      ? 0
      : Math.ceil(countPrompt(call.model.name, call, known) * countRatioOf(call.model));
  const limit = longestAnswer(call.model, call, inputTokens, known);
  return { ...limit, tokens: Math.min(limit.tokens, call.longestAnswer ?? limit.tokens) };
}

function isStreamedTo({ onText }: ChatCall, { streaming }: KnownCapabilities): boolean {
  return streaming === "only" || (streaming === "optional" && onText !== undefined);
}

type Instance = NonNullable<ReturnType<typeof languageModel>>;

export interface Answer {
  text: string;
  /** `null` when the provider told none. */
  usage: Meter | null;
  finishReason: string;
  reasoned?: true;
  calls?: FunctionCall[];
  reasoning?: string;
  requestId: string | null;
  reportedLimits?: ReportedLimits | null;
}

/** A call as the AI SDK takes it. */
export function optionsOf(call: ChatCall, known: KnownCapabilities): LanguageModelV4CallOptions {
  return {
    ...frameOptionsOf(call, known),
    ...(known.tokenLimit !== "none" && { maxOutputTokens: limitOf(call, known).tokens }),
    prompt: withShown(messagesFor(known, call), call.pictures).flatMap(promptMessages),
    ...(call.signal && { abortSignal: call.signal }),
  };
}

function frameOptionsOf(
  { model, parameters = {}, outputSchema, functions }: ChatCall,
  { leftOut, structuredOutput }: KnownCapabilities,
): Omit<LanguageModelV4CallOptions, "prompt"> {
  const taken = parametersIn(parameters).filter((name) => !leftOut.includes(wireName(name)));
  const options = Object.fromEntries(taken.map((name) => [name, parameters[name]]));
  if (functions) return { ...options, tools: functions.map(functionTool) };
  if (!outputSchema || structuredOutput === "none") return options;
  if (structuredOutput === "json_object") return { ...options, responseFormat: { type: "json" } };
  const schema = schemaFor(model.providerKind, outputSchema as JsonSchema);
  return { ...options, responseFormat: { type: "json", name: "output", schema } };
}

function functionTool({ name, description, parameters }: OfferedFunction): LanguageModelV4FunctionTool {
  return { type: "function", name, description, inputSchema: parameters };
}

function promptMessages({ role, content, shown, calls }: MessageWithPictures): LanguageModelV4Prompt {
  if (role === "system") return [{ role, content }];
  const text = { type: "text" as const, text: content };
  if (calls) return callingMessages(content === "" ? [] : [text], calls);
  if (role === "assistant") return [{ role, content: [text] }];
  const pictures = shown.map(({ mediaType, base64 }) => ({
    type: "file" as const,
    mediaType,
    data: { type: "data" as const, data: base64 },
  }));
  return [{ role, content: [text, ...pictures] }];
}

function callingMessages(
  said: { type: "text"; text: string }[],
  calls: readonly AnsweredFunctionCall[],
): LanguageModelV4Prompt {
  const asked = calls.map(({ id, name, arguments: written, extra }) => ({
    ...{ type: "tool-call" as const, toolCallId: id, toolName: name, input: JSON.parse(written) as unknown },
    ...(extra && { providerOptions: extra as SharedV4ProviderOptions }),
  }));
  const results = calls.map(({ id, name, result }) => ({
    ...{ type: "tool-result" as const, toolCallId: id, toolName: name },
    output: { type: "text" as const, value: result },
  }));
  return [
    { role: "assistant", content: [...said, ...asked] },
    { role: "tool", content: results },
  ];
}

// The SDK writes the frame of the request once, and undici alone carries it.
async function completed(call: ChatCall, known: KnownCapabilities): Promise<Answer> {
  const frame = await frameOf(call, known);
  const { headers, body } = await postJson({
    url: frame.url,
    headers: frame.headers,
    body: chatBody(frame, withShown(messagesFor(known, call), call.pictures), limitOf(call, known).tokens),
    signal: call.signal,
    timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    allowPrivateNetwork: call.model.allowPrivateNetwork,
    onPart: call.onText && growing(call.onText),
  });
  const { id, ...answer } = readCompletion(body, call.functions !== undefined);
  const { requestId, reportedLimits } = readAnswerHeaders(headers);
  return { ...answer, requestId: requestId ?? id, reportedLimits };
}

function growing(onText: (textSoFar: string) => void): (part: string) => void {
  const stream = new CompletionStream((text) => onText(storableText(text)));
  return (part) => stream.push(part);
}

interface KeptFrame extends Pick<ChatCall, "outputSchema" | "parameters" | "functions"> {
  isStreamed: boolean;
  known: KnownCapabilities;
  frame: Promise<ChatFrame>;
}

const frames = new WeakMap<CallableModel, KeptFrame>();

/** The frame of a call. A run calls one loaded model with the same options every time: the last one is kept. */
export function frameOf(call: ChatCall, known: KnownCapabilities): Promise<ChatFrame> {
  const { model, outputSchema, parameters, functions } = call;
  const isStreamed = isStreamedTo(call, known);
  const kept = frames.get(model);
  if (
    kept &&
    kept.isStreamed === isStreamed &&
    kept.known === known &&
    kept.outputSchema === outputSchema &&
    kept.functions === functions &&
    kept.parameters === parameters
  ) {
    return kept.frame;
  }
  const frame = recordFrame(model, frameOptionsOf(call, known), isStreamed, known);
  frames.set(model, {
    isStreamed,
    known,
    ...(outputSchema && { outputSchema }),
    ...(parameters && { parameters }),
    ...(functions && { functions }),
    frame,
  });
  return frame;
}

/** What the AI SDK made of an answer. @param mayCall functions were offered: what it calls is then no answer. */
export async function whole(
  answering: ReturnType<Instance["doGenerate"]>,
  mayCall: boolean,
): Promise<Answer> {
  const { content, structuredOutputText, finishReason, usage, response } =
    await Promise.resolve(answering).catch(rejectAsTold);
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  if (content.length === 0) failForHiddenError(response?.body);
  const called = content.filter((part) => part.type === "tool-call");
  const calls = mayCall ? called.map(calledPart) : [];
  const { requestId, reportedLimits } = readAnswerHeaders(response?.headers);
  return {
    text: storableText(calls.length > 0 ? text : structuredOutputText || text || (called[0]?.input ?? "")),
    ...(calls.length > 0 && { calls }),
    usage: reportedUsage(usage),
    finishReason: finishReason.unified,
    requestId: requestId ?? response?.id ?? null,
    reportedLimits,
  };
}

async function streamed(
  answering: ReturnType<Instance["doStream"]>,
  mayCall: boolean,
  onText: (textSoFar: string) => void = () => {},
): Promise<Answer> {
  const { stream, response } = await Promise.resolve(answering).catch(rejectAsTold);
  const answer: Answer = {
    text: "",
    usage: null,
    finishReason: "",
    ...readAnswerHeaders(response?.headers),
  };
  let toolInput = "";
  const calls: FunctionCall[] = [];
  for await (const part of stream) {
    if (part.type === "error") {
      if (answer.text === "") failForHiddenError({ error: part.error });
      throw part.error;
    }
    if (part.type === "response-metadata") answer.requestId ??= part.id ?? null;
    if (part.type === "text-delta") {
      answer.text += part.delta;
      onText(storableText(answer.text));
    }
    if (part.type === "tool-call") {
      toolInput = part.input;
      if (mayCall) calls.push(calledPart(part));
    }
    if (part.type === "finish") {
      answer.usage = reportedUsage(part.usage);
      answer.finishReason = part.finishReason.unified;
    }
  }
  answer.text = storableText(calls.length > 0 ? answer.text : answer.text || toolInput);
  if (calls.length > 0) answer.calls = calls;
  // A stream that stops without a word why was cut off, even when its last packet was in order; one may say nothing at all.
  const { text, usage, finishReason } = answer;
  if (finishReason === "" || (!usage && (finishReason === "other" || text === ""))) {
    throw new CallFault({ kind: "uncertain", code: "cut_off" });
  }
  return answer;
}

/** The usage an answer is settled with. */
export function settledUsage(
  { usage, text, calls = [] }: Answer,
  call: ChatCall,
): Pick<AnsweredCall, "usage" | "usageSource"> {
  // No text takes nothing: who says so has not counted it.
  const isCounted = usage !== null && (usage.outputTokens > 0 || (text === "" && calls.length === 0));
  if (isCounted) return { usage, usageSource: "reported" };
  const called = calls.map((one) => `${one.name}${one.arguments}`).join("");
  const counted = meterOf({
    inputTokens: countMessageTokens(call.messages, call.model.name),
    outputTokens: countTokens(text + called, call.model.name),
  });
  return { usage: counted, usageSource: "counted" };
}

function reportedUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): Meter | null {
  return reportedMeter({
    input: inputTokens.total,
    cachedInput: inputTokens.cacheRead,
    cacheWrite: inputTokens.cacheWrite,
    output: outputTokens.total,
    reasoning: outputTokens.reasoning,
  });
}
