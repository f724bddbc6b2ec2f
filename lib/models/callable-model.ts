import type { Db } from "#db/client.ts";
import { findModel, findPriceAt, type ProviderRow } from "#db/queries/models.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { unseal } from "#lib/seal.ts";
import { type KnownCapabilities, readCapabilities } from "./capabilities.ts";
import type { Price } from "./price.ts";
import { isSimulated, type ProviderKind, usualBaseUrl } from "./provider.ts";
import { canOpen, openReach } from "./provider-secrets.ts";
import { readPrice } from "./read-price.ts";
import { sandboxBaseUrl } from "./sandbox-url.ts";

/** All that a call needs to know of its model. Holds the open key and what else is secret: never log it or send it to a screen. */
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
  /** As they were when it was loaded; `capabilitiesOf` gives the newest. */
  capabilities: KnownCapabilities;
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
): Promise<Result<CallableModel, "not_found" | "unknown_price" | "model_archived" | "provider_key_lost">> {
  const found = await findModel(tx, modelId);
  if (!found) return refuse("not_found");
  const { model, provider } = found;
  if ((model.archivedAt && !isAsked) || provider.archivedAt)
    return refuse("model_archived", { model: model.name });
  const price = await findPriceAt(tx, modelId, at);
  if (!price) return refuse("unknown_price", { model: model.name });
  if (!canOpen(provider)) return refuse("provider_key_lost", { provider: provider.name });
  const { rpm, tpm, concurrency, countRatio } = model;
  return accept({
    ...reachProvider(provider),
    id: model.id,
    name: model.name,
    price: readPrice(price),
    limits: { rpm, tpm, concurrency },
    countRatio,
    capabilities: readCapabilities(model.capabilities),
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
  const { baseUrl: ownUrl, headers } = openReach(provider);
  const baseUrl = ownUrl ?? (simulated ? sandboxBaseUrl() : usualBaseUrl(provider.kind));
  return {
    providerId: provider.id,
    providerKind: provider.kind,
    baseUrl: baseUrl ?? "",
    apiKey: provider.sealedApiKey ? unseal(provider.sealedApiKey, provider.id) : null,
    headers,
    // The sandbox of this installation sits on its loopback address; one at an address of its own is like any other.
    allowPrivateNetwork: provider.allowPrivateNetwork || (simulated && ownUrl === null),
    simulated,
  };
}
