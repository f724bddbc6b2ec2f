import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import { recordWithoutSecrets } from "../without-secrets.ts";
import { anthropicBatches } from "./anthropic-batches.ts";
import type { BatchClient, RemoteBatch } from "./batch-client.ts";
import { openAiBatches } from "./openai-batches.ts";

/**
 * The client for a model's provider; `null` when it takes no batches. What it tells of a batch or a failure is without what
 * the provider was told in confidence; result lines come as they are.
 */
export function openBatchClient(model: CallableModel): BatchClient | null {
  const client = clientOf(model);
  return client && discreet(client, model);
}

function discreet(client: BatchClient, model: CallableModel): BatchClient {
  const told = <Value>(work: Promise<Value>): Promise<Value> =>
    work.catch((error: unknown) => {
      if (!(error instanceof CallFault)) throw error;
      throw new CallFault(recordWithoutSecrets(model, error.outcome), error);
    });
  const batchOf = (batch: RemoteBatch): RemoteBatch => ({
    ...batch,
    failure: batch.failure && recordWithoutSecrets(model, batch.failure),
  });
  return {
    ...client,
    upload: (...given) => told(client.upload(...given)),
    create: async (...given) => batchOf(await told(client.create(...given))),
    find: async (...given) => {
      const found = await told(client.find(...given));
      return found.kind === "found" ? { ...found, batch: batchOf(found.batch) } : found;
    },
    look: async (...given) => batchOf(await told(client.look(...given))),
    cancel: (...given) => told(client.cancel(...given)),
    forget: (...given) => told(client.forget(...given)),
  };
}

function clientOf(model: CallableModel): BatchClient | null {
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
