import type { Db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { pictureBilling } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { GenerateStep, TemplateStep } from "./template.ts";

/** The models that steps of a chain ask in place of their run's, by their id. Hold their providers' open keys. */
export type StepModels = ReadonlyMap<string, CallableModel>;

export type StepModelRefusal =
  | "step_model_not_found"
  | "step_currency_differs"
  | "model_not_for_text"
  | "model_not_for_pictures"
  | "model_archived"
  | "provider_key_lost"
  | "unknown_price";

/** A step, and the model that it asks in place of its run's. */
type StepAsked = Pick<TemplateStep, "name" | "kind"> & Partial<Pick<GenerateStep, "modelId">>;

/** Loads the models that steps ask, each with its price in force. One cap holds for all: each is paid in `currency`. */
export async function loadStepModels(
  tx: Db,
  steps: readonly StepAsked[],
  currency: string,
): Promise<Result<StepModels, StepModelRefusal>> {
  const models = new Map<string, CallableModel>();
  for (const { name, kind, modelId } of steps) {
    const isDrawing = kind === "edit-picture";
    if (modelId === undefined && isDrawing) return refuse("step_model_not_found", { step: name });
    if (modelId === undefined || (models.has(modelId) && !isDrawing)) continue;
    const loaded = await loadCallableModel(tx, modelId);
    if (!loaded.ok) {
      const { code, params } = loaded.refusal;
      return code === "not_found" ? refuse("step_model_not_found", { step: name }) : refuse(code, params);
    }
    const { value: model } = loaded;
    const found = await findModel(tx, modelId);
    if (found?.model.kind !== (isDrawing ? "image" : "text"))
      return refuse(isDrawing ? "model_not_for_pictures" : "model_not_for_text", { model: model.name });
    if (isDrawing && pictureBilling(model.price) === null)
      return refuse("unknown_price", { model: model.name });
    if (model.price.currency !== currency) {
      const params = { step: name, model: model.name, currency: model.price.currency, price: currency };
      return refuse("step_currency_differs", params);
    }
    models.set(modelId, model);
  }
  return accept(models);
}
