import { countRatioOf } from "../count-ratio.ts";
import { countTokens } from "../count-tokens.ts";
import { type Meter, meterOf, reportedMeter } from "../meter.ts";
import { reservationOf } from "../price.ts";
import { readAnswerHeaders } from "./answer-headers.ts";
import { askOnce, DEFAULT_TIMEOUT_MS, type GivenAnswer } from "./ask-once.ts";
import { CallFault } from "./call-outcome.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { rejectAsTold } from "./hidden-error.ts";
import { keptInstances, type ReachableModel } from "./kept-instances.ts";
import { providerLibrary } from "./provider-library.ts";

/** What an embedding model is asked. */
export interface EmbedRequest {
  texts: string[];
  /** How long each vector is to be, for models that let one choose; their own length by default. */
  dimensions?: number;
}

/** What an embedding model answers. */
export interface EmbedAnswer {
  /** One for each text, in their order. */
  vectors: number[][];
}

/** Models that turn texts into vectors. Whoever calls sends no more texts at once than the provider takes. */
export const embed: Endpoint<EmbedRequest, EmbedAnswer> = {
  bound(model, { texts }) {
    const counted = countTexts(texts, model.name);
    const tokens = Math.ceil(counted * countRatioOf(model));
    return { amount: reservationOf(tokens, 0, model.price), counted, tokens, longestAnswer: 0 };
  },
  call: (model, request, options = {}) =>
    askOnce(model, options.signal, () => vectorsOf(model, request, options)),
};

const embeddingModel = keptInstances(
  "embedding",
  (model, fetch) => providerLibrary(model, fetch)?.embedding(model.name) ?? null,
);

async function vectorsOf(
  model: ReachableModel,
  { texts, dimensions }: EmbedRequest,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<GivenAnswer<EmbedAnswer>> {
  const instance = embeddingModel(model, timeoutMs);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_embedding_model", detail: model.name });
  // The SDK's own refusal would look like an answer that cannot be read.
  const most = await instance.maxEmbeddingsPerCall;
  if (most !== undefined && texts.length > most)
    throw new CallFault({ kind: "refused", code: "too_many_texts", detail: `${texts.length} > ${most}` });
  const options = {
    values: texts,
    ...(dimensions !== undefined && { dimensions }),
    ...(signal && { abortSignal: signal }),
  };
  const { embeddings, usage, response } = await Promise.resolve(instance.doEmbed(options)).catch(
    rejectAsTold,
  );
  if (embeddings.length !== texts.length) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  return {
    vectors: embeddings,
    ...settledUsage(reportedMeter({ input: usage?.tokens, cachedInput: 0, output: 0 }), texts, model.name),
    ...readAnswerHeaders(response?.headers),
  };
}

function settledUsage(reported: Meter | null, texts: readonly string[], modelName: string) {
  if (reported) return { usage: reported, usageSource: "reported" as const };
  const counted = meterOf({ inputTokens: countTexts(texts, modelName) });
  return { usage: counted, usageSource: "counted" as const };
}

function countTexts(texts: readonly string[], modelName: string): number {
  return texts.reduce((tokens, text) => tokens + countTokens(text, modelName), 0);
}
