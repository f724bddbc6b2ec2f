import type { Db } from "#db/client.ts";
import { findModel, findPriceAt } from "#db/queries/models.ts";
import { type CallableModel, loadCallableModel, type ModelLimits } from "#lib/models/callable-model.ts";
import { readCapabilities } from "#lib/models/capabilities.ts";
import type { Price } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { askedOfModels } from "./model-checks.ts";
import { asksModel, drawingModelOf } from "./steps.ts";
import type { TemplateBody } from "./template.ts";

/** What stands in the books of a run that asks no model, in a model's place. There is no such model. */
export const NO_MODEL_ID = "00000000-0000-4000-8000-000000000000";

/** In which a run that asks no model costs nothing, where nobody named another one. */
const CURRENCY_OF_NOTHING = "USD";

export type RunModelRefusal =
  | "model_missing"
  | "model_not_found"
  | "model_not_for_text"
  | "model_archived"
  | "provider_key_lost"
  | "unknown_price";

/**
 * Loads the model of a run, with its price in force; of a template that asks none, what stands in its place: it costs
 * nothing, and nobody ever calls it; of one that only draws, the model of its first step that does. Refuses a run without a model that needs one, and a model that writes no text.
 * @param currency that of a run without a model; else it is that of whoever looks at its outputs first.
 */
export async function loadRunModel(
  tx: Db,
  template: Pick<TemplateBody, "steps" | "checks" | "evaluators">,
  { modelId, currency }: { modelId?: string | undefined; currency?: string | undefined },
): Promise<Result<CallableModel, RunModelRefusal>> {
  if (!asksModel(template)) return accept(noModel(currency ?? (await currencyOfLook(tx, template))));
  // Where none writes, whoever draws first stands in the books.
  const drawing = drawingModelOf(template);
  const askedId = drawing ?? modelId;
  if (askedId === undefined) return refuse("model_missing");
  const found = await findModel(tx, askedId);
  if (!found) return refuse("model_not_found");
  if (drawing === undefined && found.model.kind !== "text")
    return refuse("model_not_for_text", { model: found.model.name });
  const loaded = await loadCallableModel(tx, askedId);
  if (loaded.ok) return loaded;
  const { code, params } = loaded.refusal;
  return refuse(code === "not_found" ? "model_not_found" : code, params);
}

/** What the duration of a run without a model follows from: how many pictures a process works on at once. */
const LIMITS_OF_NONE: ModelLimits = { rpm: null, tpm: null, concurrency: 2 };

/** By what the cost and the duration of a run are reckoned after it was tried; `null` where its model is gone or has no price. */
export async function findRunTerms(
  tx: Db,
  modelId: string,
): Promise<{ currency: string | null; limits: ModelLimits } | null> {
  if (modelId === NO_MODEL_ID) return { currency: CURRENCY_OF_NOTHING, limits: LIMITS_OF_NONE };
  const found = await findModel(tx, modelId);
  if (!found) return null;
  const { rpm, tpm, concurrency } = found.model;
  const price = await findPriceAt(tx, modelId, new Date());
  return { currency: price?.currency ?? null, limits: { rpm, tpm, concurrency } };
}

const FREE: Omit<Price, "currency"> = {
  ...{ id: NO_MODEL_ID, inputPerMTok: "0", outputPerMTok: "0" },
  ...{
    cachedInputPerMTok: null,
    cacheWritePerMTok: null,
    pictureInputPerMTok: null,
    pictureOutputPerMTok: null,
  },
  ...{ perImage: null, pictureRates: [], batchDiscount: null },
  effectiveFrom: new Date(0),
};

async function currencyOfLook(
  tx: Db,
  template: Pick<TemplateBody, "checks" | "evaluators">,
): Promise<string> {
  const [asked] = askedOfModels(template, "trial");
  const price = asked && (await findPriceAt(tx, asked.modelId, new Date()));
  return price?.currency ?? CURRENCY_OF_NOTHING;
}

function noModel(currency: string): CallableModel {
  return {
    id: NO_MODEL_ID,
    name: "",
    providerId: NO_MODEL_ID,
    providerKind: "openai-compatible",
    baseUrl: "",
    apiKey: null,
    headers: {},
    allowPrivateNetwork: false,
    price: { ...FREE, currency },
    limits: LIMITS_OF_NONE,
    countRatio: null,
    capabilities: readCapabilities(null),
    simulated: false,
  };
}
