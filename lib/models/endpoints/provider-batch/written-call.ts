import { AsyncLocalStorage } from "node:async_hooks";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { AppError } from "#lib/app-error.ts";
import type { CallableModel } from "../../callable-model.ts";
import { capabilitiesOf, type KnownCapabilities } from "../../capabilities.ts";
import { outcomeOf } from "../ask-once.ts";
import type { CallOutcome } from "../call-outcome.ts";
import { type ChatCall, frameOf, limitOf, optionsOf, settledUsage, whole } from "../chat.ts";
import { chatBody, speaksChatCompletions } from "../chat-completions.ts";
import { makeLanguageModel } from "../language-model.ts";
import { messagesFor } from "../messages-for.ts";
import { readCompletion } from "../read-completion.ts";
import { withShown } from "../shown-pictures.ts";
import { answerWithoutSecrets, recordWithoutSecrets } from "../without-secrets.ts";

/** A request as a call sends it in real time. */
export interface WrittenCall {
  /** JSON, byte by byte what would go out. */
  body: string;
  /** Features of the provider that it asks for by name, beside the body. */
  betas: string | null;
}

/** Writes down the request of a call without sending it. */
export async function writeCall(call: ChatCall): Promise<WrittenCall> {
  const known = unstreamed(capabilitiesOf(call.model));
  if (speaksChatCompletions(call.model.providerKind)) {
    const messages = withShown(messagesFor(known, call), call.pictures);
    const body = chatBody(await frameOf(call, known), messages, limitOf(call, known).tokens);
    return { body, betas: null };
  }
  const wire: Wire = {};
  const making = onWire.run(wire, () => instanceOf(call.model).doGenerate(optionsOf(call, known)));
  await Promise.resolve(making).catch((cause) => {
    if (!wire.sent) throw cause;
  });
  if (!wire.sent) throw new AppError("The provider's library sent nothing.");
  return wire.sent;
}

/**
 * What an answer means that came in another way than real time, without what its provider was told in confidence.
 * @param call the call it answers, whose messages are not needed; @param body the JSON of the answer.
 */
export async function readWrittenAnswer(
  call: ChatCall,
  body: string,
  requestId: string | null,
): Promise<CallOutcome> {
  try {
    const answer = await answerIn(call, body);
    return answerWithoutSecrets(call.model, {
      kind: "answered",
      ...answer,
      ...settledUsage(answer, call),
      limit: limitOf(call, capabilitiesOf(call.model)),
      latencyMs: 0,
      requestId: requestId ?? answer.requestId,
    });
  } catch (error) {
    const outcome = recordWithoutSecrets(call.model, outcomeOf(error, undefined));
    // Nobody waits for a request of a batch.
    return outcome.kind === "throttled" ? { kind: "unavailable", code: "http_429" } : outcome;
  }
}

async function answerIn(call: ChatCall, body: string) {
  if (speaksChatCompletions(call.model.providerKind)) {
    const { id, ...answer } = readCompletion(body, call.functions !== undefined);
    return { ...answer, requestId: id };
  }
  const options = optionsOf(call, capabilitiesOf(call.model));
  const answering = onWire.run({ answer: body }, () => instanceOf(call.model).doGenerate(options));
  return whole(answering, call.functions !== undefined);
}

const unstreamedBy = new WeakMap<KnownCapabilities, KnownCapabilities>();

// Nobody reads a batch's answers as they come, not even of a model that streams in real time alone.
function unstreamed(known: KnownCapabilities): KnownCapabilities {
  if (known.streaming !== "only") return known;
  const made = unstreamedBy.get(known) ?? { ...known, streaming: "none" };
  unstreamedBy.set(known, made);
  return made;
}

/** What stands in for a provider's connection: an answer to give, or a request to take down. */
interface Wire {
  answer?: string;
  sent?: WrittenCall;
}

const onWire = new AsyncLocalStorage<Wire>();
const instances = new WeakMap<CallableModel, LanguageModelV4>();

// The AI SDK knows how each provider words requests and answers; here it does so without a connection.
function instanceOf(model: CallableModel): LanguageModelV4 {
  const known = instances.get(model);
  if (known) return known;
  const made = makeLanguageModel(model, async (_url, init) => {
    const wire = onWire.getStore();
    if (wire?.answer !== undefined) {
      return new Response(wire.answer, { headers: { "content-type": "application/json" } });
    }
    if (wire) {
      const betas = new Headers(init?.headers).get("anthropic-beta");
      wire.sent = { body: String(init?.body), betas };
    }
    throw new Error("Written down, not sent.");
  });
  if (!made) throw new AppError("This kind of provider writes no text.");
  instances.set(model, made);
  return made;
}
