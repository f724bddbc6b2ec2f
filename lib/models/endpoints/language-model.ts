import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { CallableModel } from "../callable-model.ts";
import { type Fetch, pooledFetch } from "./pooled-fetch.ts";

const MOST_KEPT = 500;

// Making an instance costs more than the call itself, so each is kept for as long as its credential stays.
const holder = globalThis as typeof globalThis & { pressworkLanguageModels?: Map<string, LanguageModelV4> };
holder.pressworkLanguageModels ??= new Map();
const instances = holder.pressworkLanguageModels;

/** The AI SDK model that speaks a provider's wire format; `null` when that kind of provider writes no text. */
export function languageModel(
  model: Pick<
    CallableModel,
    "name" | "providerId" | "providerKind" | "baseUrl" | "apiKey" | "headers" | "allowPrivateNetwork"
  >,
  timeoutMs: number,
): LanguageModelV4 | null {
  const seen = lastInstance.get(model);
  if (seen?.timeoutMs === timeoutMs) return seen.instance;
  const instance = keptInstance(model, timeoutMs);
  if (instance) lastInstance.set(model, { timeoutMs, instance });
  return instance;
}

// A batch calls one loaded model thousands of times: its instance is found without building the key again.
const lastInstance = new WeakMap<object, { timeoutMs: number; instance: LanguageModelV4 }>();

function keptInstance(model: Parameters<typeof languageModel>[0], timeoutMs: number): LanguageModelV4 | null {
  const key = JSON.stringify([
    model.providerId,
    model.name,
    model.baseUrl,
    model.apiKey,
    model.headers,
    model.allowPrivateNetwork,
    timeoutMs,
  ]);
  const known = instances.get(key);
  if (known) return known;
  const fetch = pooledFetch({ allowPrivateNetwork: model.allowPrivateNetwork, timeoutMs });
  const made = makeLanguageModel(model, fetch);
  if (!made) return null;
  if (instances.size >= MOST_KEPT) instances.clear();
  instances.set(key, made);
  return made;
}

/** A new instance that sends its requests through `fetch`; `null` as above. */
export function makeLanguageModel(
  model: Pick<CallableModel, "name" | "providerKind" | "baseUrl" | "apiKey" | "headers">,
  fetch: Fetch,
): LanguageModelV4 | null {
  const { name, providerKind, baseUrl: baseURL, headers } = model;
  // Without a key an SDK would look for one in the environment, which belongs to no provider of the console.
  const apiKey = model.apiKey ?? "none";
  switch (providerKind) {
    case "openai":
      return createOpenAI({ baseURL, apiKey, headers, fetch }).chat(name);
    case "openai-compatible":
    case "sandbox":
      return createOpenAICompatible({
        name: "compatible",
        baseURL,
        headers,
        fetch,
        ...(model.apiKey !== null && { apiKey }),
        supportsStructuredOutputs: true,
        includeUsage: true,
      })(name);
    case "anthropic":
      return createAnthropic({ baseURL, apiKey, headers, fetch })(name);
    case "google":
      return createGoogle({ baseURL, apiKey, headers, fetch })(name);
    case "stable-diffusion":
      return null;
  }
}
