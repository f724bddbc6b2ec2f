import type { LanguageModelV4 } from "@ai-sdk/provider";
import { keptInstances, type ReachableModel } from "./kept-instances.ts";
import type { Fetch } from "./pooled-fetch.ts";
import { providerLibrary } from "./provider-library.ts";

/** The AI SDK model that speaks a provider's wire format; `null` when that kind of provider writes no text. */
export const languageModel = keptInstances("language", makeLanguageModel);

/** A new instance that sends its requests through `fetch`; `null` as above. */
export function makeLanguageModel(
  model: Pick<ReachableModel, "name" | "providerKind" | "baseUrl" | "apiKey" | "headers">,
  fetch: Fetch,
): LanguageModelV4 | null {
  return providerLibrary(model, fetch)?.language(model.name) ?? null;
}
