import type { CallableModel } from "../../callable-model.ts";
import { anthropicBatches } from "./anthropic-batches.ts";
import type { BatchClient } from "./batch-client.ts";
import { openAiBatches } from "./openai-batches.ts";

/** The client for a model's provider; `null` when it takes no batches. */
export function openBatchClient(model: CallableModel): BatchClient | null {
  switch (model.providerKind) {
    case "openai":
    case "openai-compatible":
    case "sandbox":
      return openAiBatches(model);
    case "anthropic":
      return anthropicBatches(model);
    case "google":
    case "stable-diffusion":
      return null;
  }
}
