import type { ModelRow, PriceRow, ProviderRow } from "#db/queries/models.ts";
import type { ModelLimits } from "./callable-model.ts";
import { nextPriceAfter, type Price, priceAt } from "./price.ts";
import { isSimulated, type ModelKind, type ProviderKind } from "./provider.ts";
import { readPrice } from "./read-price.ts";

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
  /** In force now; `null`: its price is unknown, and nothing can be launched with it. */
  price: Price | null;
  /** What takes over next, if anything is planned. */
  nextPrice: Price | null;
  simulated: boolean;
  createdAt: Date;
  archivedAt: Date | null;
}

/** What is shown of a model at a moment. */
export function viewOfModel(
  { model, provider }: { model: ModelRow; provider: ProviderRow },
  priceRows: PriceRow[],
  at: Date,
): ModelView {
  const prices = priceRows.filter(({ modelId }) => modelId === model.id).map(readPrice);
  const { id, providerId, name, kind, rpm, tpm, concurrency, createdAt } = model;
  return {
    id,
    providerId,
    providerName: provider.name,
    providerKind: provider.kind,
    name,
    kind,
    limits: { rpm, tpm, concurrency },
    price: priceAt(prices, at),
    nextPrice: nextPriceAfter(prices, at),
    simulated: isSimulated(provider.kind),
    createdAt,
    archivedAt: model.archivedAt ?? provider.archivedAt,
  };
}
