import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { storableText } from "#lib/storable-text.ts";
import type { CallableModel } from "../callable-model.ts";
import { countMessageTokens, countTokens } from "../count-tokens.ts";
import { type Meter, meterOf, reportedMeter } from "../meter.ts";
import { readAnswerHeaders } from "./answer-headers.ts";
import { askOnce, DEFAULT_TIMEOUT_MS, type GivenAnswer } from "./ask-once.ts";
import { boundChat } from "./bound-chat.ts";
import { type AnsweredCall, CallFault, type ChatAnswer, type ChatMessage } from "./call-outcome.ts";
import { type ChatFrame, chatBody, recordFrame, speaksChatCompletions } from "./chat-completions.ts";
import type { ChatRequest, JsonSchema } from "./chat-request.ts";
import { CompletionStream } from "./completion-stream.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { failForHiddenError } from "./hidden-error.ts";
import { languageModel } from "./language-model.ts";
import { postJson } from "./post-json.ts";
import { readCompletion } from "./read-completion.ts";
import type { ReportedLimits } from "./reported-limits.ts";
import { schemaFor } from "./schema-for.ts";

/** A chat request to a model, as this file passes it around. */
export interface ChatCall extends ChatRequest, CallOptions {
  model: CallableModel;
}

/** Models that write: text, or JSON of a shape. */
export const chat: Endpoint<ChatRequest, ChatAnswer> = {
  bound: boundChat,
  call: (model, request, options = {}) =>
    askOnce(model, options.signal, () => ask({ model, ...request, ...options })),
};

async function ask(call: ChatCall): Promise<GivenAnswer<ChatAnswer>> {
  const instance = languageModel(call.model, call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_text_model", detail: call.model.name });
  const answer = await answerOf(instance, call);
  return { ...answer, ...settledUsage(answer, call) };
}

function answerOf(instance: Instance, call: ChatCall): Promise<Answer> {
  if (speaksChatCompletions(call.model.providerKind)) return completed(call);
  if (call.onText) return streamed(instance.doStream(optionsOf(call)), call.onText);
  return whole(instance.doGenerate(optionsOf(call)));
}

type Instance = NonNullable<ReturnType<typeof languageModel>>;

export interface Answer {
  text: string;
  /** `null` when the provider told none. */
  usage: Meter | null;
  finishReason: string;
  requestId: string | null;
  reportedLimits?: ReportedLimits | null;
}

/** A call as the AI SDK takes it. */
export function optionsOf(call: ChatCall): LanguageModelV4CallOptions {
  return {
    ...frameOptionsOf(call),
    prompt: call.messages.map(promptMessage),
    ...(call.signal && { abortSignal: call.signal }),
  };
}

function frameOptionsOf(call: ChatCall): Omit<LanguageModelV4CallOptions, "prompt"> {
  return {
    ...call.parameters,
    maxOutputTokens: call.maxOutputTokens,
    ...(call.outputSchema && {
      responseFormat: {
        type: "json",
        name: "output",
        schema: schemaFor(call.model.providerKind, call.outputSchema as JsonSchema),
      },
    }),
  };
}

function promptMessage({ role, content }: ChatMessage): LanguageModelV4Prompt[number] {
  return role === "system" ? { role, content } : { role, content: [{ type: "text", text: content }] };
}

// The SDK writes the frame of the request once, and undici alone carries it.
async function completed(call: ChatCall): Promise<Answer> {
  const frame = await frameOf(call);
  const { headers, body } = await postJson({
    url: frame.url,
    headers: frame.headers,
    body: chatBody(frame, call.messages),
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

interface KeptFrame extends Pick<ChatCall, "outputSchema" | "maxOutputTokens" | "parameters"> {
  isStreamed: boolean;
  frame: Promise<ChatFrame>;
}

const frames = new WeakMap<CallableModel, KeptFrame>();

/** The frame of a call. A run calls one loaded model with the same options every time: the last one is kept. */
export function frameOf(call: ChatCall): Promise<ChatFrame> {
  const { model, outputSchema, maxOutputTokens, parameters } = call;
  const isStreamed = call.onText !== undefined;
  const kept = frames.get(model);
  if (
    kept &&
    kept.isStreamed === isStreamed &&
    kept.outputSchema === outputSchema &&
    kept.maxOutputTokens === maxOutputTokens &&
    kept.parameters === parameters
  ) {
    return kept.frame;
  }
  const frame = recordFrame(model, frameOptionsOf(call), isStreamed);
  frames.set(model, {
    isStreamed,
    maxOutputTokens,
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

// What the SDK could not read as an answer may be an error.
function rejectAsTold(cause: unknown): never {
  const body = cause instanceof Error && "responseBody" in cause ? cause.responseBody : null;
  if (typeof body === "string") failForHiddenError(parseJson(body));
  throw cause;
}

async function streamed(
  answering: ReturnType<Instance["doStream"]>,
  onText: (textSoFar: string) => void,
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
  if (usage) return { usage, usageSource: "reported" };
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
    output: outputTokens.total,
    reasoning: outputTokens.reasoning,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
