import type { Db } from "#db/client.ts";
import { findModel, findPriceAt, type ProviderRow } from "#db/queries/models.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { unseal } from "#lib/seal.ts";
import type { Price } from "./price.ts";
import { isSimulated, type ProviderKind, usualBaseUrl } from "./provider.ts";
import { readPrice } from "./read-price.ts";
import { sandboxBaseUrl } from "./sandbox-url.ts";

/** All that a call needs to know of its model. Holds the open key: never log it or send it to a screen. */
export interface CallableModel {
  id: string;
  name: string;
  providerId: string;
  providerKind: ProviderKind;
  baseUrl: string;
  apiKey: string | null;
  headers: Record<string, string>;
  /** Whether its address may be inside the installation's own network. */
  allowPrivateNetwork: boolean;
  price: Price;
  limits: ModelLimits;
  /** How many tokens its provider counts for one of ours; `null` while it never counted more than expected. */
  countRatio: number | null;
  simulated: boolean;
}

export interface ModelLimits {
  /** Requests a minute. */
  rpm: number | null;
  /** Tokens a minute. */
  tpm: number | null;
  /** Calls in flight at once, in each process that calls. */
  concurrency: number | null;
}

/**
 * Loads a model to call, with its key opened and the price in force.
 * @param options.at the moment whose price counts; now by default. @param options.isAsked it has been asked already
 * and owes its answers: it may have been archived since, as long as its provider was not.
 */
export async function loadCallableModel(
  tx: Db,
  modelId: string,
  { at = new Date(), isAsked = false }: { at?: Date; isAsked?: boolean } = {},
): Promise<Result<CallableModel, "not_found" | "unknown_price" | "model_archived">> {
  const found = await findModel(tx, modelId);
  if (!found) return refuse("not_found");
  const { model, provider } = found;
  if ((model.archivedAt && !isAsked) || provider.archivedAt)
    return refuse("model_archived", { model: model.name });
  const price = await findPriceAt(tx, modelId, at);
  if (!price) return refuse("unknown_price", { model: model.name });
  const { rpm, tpm, concurrency, countRatio } = model;
  return accept({
    ...reachProvider(provider),
    id: model.id,
    name: model.name,
    price: readPrice(price),
    limits: { rpm, tpm, concurrency },
    countRatio,
  });
}

/** What it takes to reach a provider: its address and its open key. */
export function reachProvider(
  provider: ProviderRow,
): Pick<
  CallableModel,
  "providerId" | "providerKind" | "baseUrl" | "apiKey" | "headers" | "allowPrivateNetwork" | "simulated"
> {
  const simulated = isSimulated(provider.kind);
  const baseUrl = provider.baseUrl ?? (simulated ? sandboxBaseUrl() : usualBaseUrl(provider.kind));
  return {
    providerId: provider.id,
    providerKind: provider.kind,
    baseUrl: baseUrl ?? "",
    apiKey: provider.sealedApiKey ? unseal(provider.sealedApiKey, provider.id) : null,
    headers: provider.headers,
    // The sandbox is this installation's own and sits on its loopback address.
    allowPrivateNetwork: provider.allowPrivateNetwork || simulated,
    simulated,
  };
}
