import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { EmbeddingModelV4, ImageModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import type { CallableModel } from "../callable-model.ts";
import type { Fetch } from "./pooled-fetch.ts";
import { providerAddress, withQuery } from "./provider-url.ts";

/** What the AI SDK speaks with one provider: a model of its name, by what it makes. */
export interface ProviderLibrary {
  language(name: string): LanguageModelV4;
  /** `null` where it makes none of this name. */
  embedding(name: string): EmbeddingModelV4 | null;
  /** `null` where it makes none of this name, or the wire for it is our own. */
  picture(name: string): ImageModelV4 | null;
}

/** The AI SDK's library for a provider, sending through `send`; `null` for a kind of provider that it does not know. */
export function providerLibrary(
  model: Pick<CallableModel, "providerKind" | "baseUrl" | "apiKey" | "headers">,
  send: Fetch,
): ProviderLibrary | null {
  const { providerKind, headers } = model;
  const { address: baseURL, query } = providerAddress(model.baseUrl);
  // The SDK would put its paths behind the query.
  const fetch: Fetch = query === "" ? send : (url, init) => send(withQuery(String(url), query), init);
  // Without a key an SDK would look for one in the environment, which belongs to no provider of the console.
  const apiKey = model.apiKey ?? "none";
  switch (providerKind) {
    case "openai": {
      const openAi = createOpenAI({ baseURL, apiKey, headers, fetch });
      return { language: openAi.chat, embedding: openAi.embeddingModel, picture: () => null };
    }
    case "openai-compatible":
    case "sandbox": {
      const compatible = createOpenAICompatible({
        name: "compatible",
        baseURL,
        headers,
        fetch,
        ...(model.apiKey !== null && { apiKey }),
        supportsStructuredOutputs: true,
        includeUsage: true,
      });
      return { language: compatible, embedding: compatible.embeddingModel, picture: () => null };
    }
    case "anthropic": {
      const language = createAnthropic({ baseURL, apiKey, headers, fetch });
      return { language, embedding: () => null, picture: () => null };
    }
    case "google": {
      const google = createGoogle({ baseURL, apiKey, headers, fetch });
      // Google's other models that draw are gone, and the SDK throws for their names.
      const picture = (name: string) => (name.startsWith("gemini-") ? google.imageModel(name) : null);
      return { language: google, embedding: google.embeddingModel, picture };
    }
    case "stable-diffusion":
      return null;
  }
}
