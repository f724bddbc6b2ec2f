import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4Usage,
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
import { type AnsweredCall, type AnswerLimit, CallFault, type ChatAnswer } from "./call-outcome.ts";
import { type ChatFrame, chatBody, recordFrame, speaksChatCompletions } from "./chat-completions.ts";
import type { ChatRequest, JsonSchema } from "./chat-request.ts";
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
  digest: ({ messages }) => promptDigest(messages),
};

function heard(model: CallableModel, { onText }: ChatRequest): Pick<ChatRequest, "onText"> {
  return onText ? { onText: (textSoFar) => onText(heardWithoutSecrets(model, textSoFar)) } : {};
}

async function ask(call: ChatCall, known: KnownCapabilities): Promise<GivenAnswer<ChatAnswer>> {
  const instance = languageModel(call.model, call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_text_model", detail: call.model.name });
  if (!known.pictures && showsPictures(call))
    throw new CallFault({ kind: "refused", code: "no_pictures", detail: known.learnt.pictures?.words ?? "" });
  const answer = await answerOf(instance, call, known);
  return { ...answer, ...settledUsage(answer, call), limit: limitOf(call, known) };
}

function answerOf(instance: Instance, call: ChatCall, known: KnownCapabilities): Promise<Answer> {
  if (speaksChatCompletions(call.model.providerKind)) return completed(call, known);
  const isStreamed = isStreamedTo(call, known);
  if (isStreamed) return streamed(instance.doStream(optionsOf(call, known)), call.onText);
  return whole(instance.doGenerate(optionsOf(call, known)));
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
  requestId: string | null;
  reportedLimits?: ReportedLimits | null;
}

/** A call as the AI SDK takes it. */
export function optionsOf(call: ChatCall, known: KnownCapabilities): LanguageModelV4CallOptions {
  return {
    ...frameOptionsOf(call, known),
    ...(known.tokenLimit !== "none" && { maxOutputTokens: limitOf(call, known).tokens }),
    prompt: withShown(messagesFor(known, call), call.pictures).map(promptMessage),
    ...(call.signal && { abortSignal: call.signal }),
  };
}

function frameOptionsOf(
  { model, parameters = {}, outputSchema }: ChatCall,
  { leftOut, structuredOutput }: KnownCapabilities,
): Omit<LanguageModelV4CallOptions, "prompt"> {
  const taken = parametersIn(parameters).filter((name) => !leftOut.includes(wireName(name)));
  const options = Object.fromEntries(taken.map((name) => [name, parameters[name]]));
  if (!outputSchema || structuredOutput === "none") return options;
  if (structuredOutput === "json_object") return { ...options, responseFormat: { type: "json" } };
  const schema = schemaFor(model.providerKind, outputSchema as JsonSchema);
  return { ...options, responseFormat: { type: "json", name: "output", schema } };
}

function promptMessage({ role, content, shown }: MessageWithPictures): LanguageModelV4Prompt[number] {
  if (role === "system") return { role, content };
  const text = { type: "text" as const, text: content };
  if (role === "assistant") return { role, content: [text] };
  const pictures = shown.map(({ mediaType, base64 }) => ({
    type: "file" as const,
    mediaType,
    data: { type: "data" as const, data: base64 },
  }));
  return { role, content: [text, ...pictures] };
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
  const { id, ...answer } = readCompletion(body);
  const { requestId, reportedLimits } = readAnswerHeaders(headers);
  return { ...answer, requestId: requestId ?? id, reportedLimits };
}

function growing(onText: (textSoFar: string) => void): (part: string) => void {
  const stream = new CompletionStream((text) => onText(storableText(text)));
  return (part) => stream.push(part);
}

interface KeptFrame extends Pick<ChatCall, "outputSchema" | "parameters"> {
  isStreamed: boolean;
  known: KnownCapabilities;
  frame: Promise<ChatFrame>;
}

const frames = new WeakMap<CallableModel, KeptFrame>();

/** The frame of a call. A run calls one loaded model with the same options every time: the last one is kept. */
export function frameOf(call: ChatCall, known: KnownCapabilities): Promise<ChatFrame> {
  const { model, outputSchema, parameters } = call;
  const isStreamed = isStreamedTo(call, known);
  const kept = frames.get(model);
  if (
    kept &&
    kept.isStreamed === isStreamed &&
    kept.known === known &&
    kept.outputSchema === outputSchema &&
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
    frame,
  });
  return frame;
}

/** What the AI SDK made of an answer. */
export async function whole(answering: ReturnType<Instance["doGenerate"]>): Promise<Answer> {
  const { content, structuredOutputText, finishReason, usage, response } =
    await Promise.resolve(answering).catch(rejectAsTold);
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  if (content.length === 0) failForHiddenError(response?.body);
  const toolCall = content.find((part) => part.type === "tool-call");
  const { requestId, reportedLimits } = readAnswerHeaders(response?.headers);
  return {
    text: storableText(structuredOutputText || text || (toolCall?.input ?? "")),
    usage: reportedUsage(usage),
    finishReason: finishReason.unified,
    requestId: requestId ?? response?.id ?? null,
    reportedLimits,
  };
}

async function streamed(
  answering: ReturnType<Instance["doStream"]>,
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
    if (part.type === "tool-call") toolInput = part.input;
    if (part.type === "finish") {
      answer.usage = reportedUsage(part.usage);
      answer.finishReason = part.finishReason.unified;
    }
  }
  answer.text = storableText(answer.text || toolInput);
  // A stream that stops without a word why was cut off, even when its last packet was in order; one may say nothing at all.
  const { text, usage, finishReason } = answer;
  if (finishReason === "" || (!usage && (finishReason === "other" || text === ""))) {
    throw new CallFault({ kind: "uncertain", code: "cut_off" });
  }
  return answer;
}

/** The usage an answer is settled with. */
export function settledUsage(
  { usage, text }: Answer,
  call: ChatCall,
): Pick<AnsweredCall, "usage" | "usageSource"> {
  // No text takes nothing: who says so has not counted it.
  const isCounted = usage !== null && (usage.outputTokens > 0 || text === "");
  if (isCounted) return { usage, usageSource: "reported" };
  const counted = meterOf({
    inputTokens: countMessageTokens(call.messages, call.model.name),
    outputTokens: countTokens(text, call.model.name),
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
