import type { ModelRow, PriceRow, ProviderRow } from "#db/queries/models.ts";
import type { ModelLimits } from "./callable-model.ts";
import { type CapabilitiesView, readCapabilities, viewOfCapabilities } from "./capabilities.ts";
import { nextPriceAfter, type Price, priceAt } from "./price.ts";
import { isSimulated, type ModelKind, type ProviderKind } from "./provider.ts";
import { readPrice } from "./read-price.ts";

/** A price as the API shows it. */
export interface PriceView extends Omit<Price, "effectiveFrom"> {
  /** RFC 3339. */
  effectiveFrom: string;
}

/** A model as lists and pickers show it. */
export interface ModelView {
  id: string;
  providerId: string;
  providerName: string;
  providerKind: ProviderKind;
  /** What goes over the wire. */
  name: string;
  kind: ModelKind;
  limits: ModelLimits;
  /** What it takes and how it bills, as far as is known by now. */
  capabilities: CapabilitiesView;
  /** In force now; `null`: its price is unknown, and nothing can be launched with it. */
  price: PriceView | null;
  /** What takes over next, if anything is planned. */
  nextPrice: PriceView | null;
  simulated: boolean;
  createdAt: string;
  archivedAt: string | null;
}

/** What the API shows of a price. */
export function viewOfPrice(price: Price): PriceView {
  return { ...price, effectiveFrom: price.effectiveFrom.toISOString() };
}

/** What is shown of a model at a moment. */
export function viewOfModel(
  { model, provider }: { model: ModelRow; provider: ProviderRow },
  priceRows: PriceRow[],
  at: Date,
): ModelView {
  const prices = priceRows.filter(({ modelId }) => modelId === model.id).map(readPrice);
  const { id, providerId, name, kind, rpm, tpm, concurrency, createdAt } = model;
  const [price, nextPrice] = [priceAt(prices, at), nextPriceAfter(prices, at)];
  const archivedAt = model.archivedAt ?? provider.archivedAt;
  return {
    id,
    providerId,
    providerName: provider.name,
    providerKind: provider.kind,
    name,
    kind,
    limits: { rpm, tpm, concurrency },
    capabilities: viewOfCapabilities(readCapabilities(model.capabilities)),
    price: price && viewOfPrice(price),
    nextPrice: nextPrice && viewOfPrice(nextPrice),
    simulated: isSimulated(provider.kind),
    createdAt: createdAt.toISOString(),
    archivedAt: archivedAt?.toISOString() ?? null,
  };
}
