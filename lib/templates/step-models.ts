import type { Db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { pictureBilling } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type AskedIn, askedOfModels } from "./model-checks.ts";
import { asksModel, isDrawing, isGenerating } from "./steps.ts";
import type { GenerateStep, TemplateBody, TemplateStep } from "./template.ts";

/** The models that steps of a chain ask in place of their run's, by their id. Hold their providers' open keys. */
export type StepModels = ReadonlyMap<string, CallableModel>;

export type StepModelRefusal =
  | "step_model_not_found"
  | "step_currency_differs"
  | "model_not_for_text"
  | "model_not_for_moderation"
  | "model_not_for_pictures"
  | "model_archived"
  | "provider_key_lost"
  | "unknown_price";

const NOT_FOR = {
  text: "model_not_for_text",
  image: "model_not_for_pictures",
  moderation: "model_not_for_moderation",
} as const;

/** A step, and the model that it asks in place of its run's. */
type StepAsked = Pick<TemplateStep, "name"> &
  Partial<Pick<TemplateStep, "kind"> & Pick<GenerateStep, "modelId">> & { asks?: "text" | "moderation" };

/** All that may ask a model in place of a run's: the steps of a version, and what is asked about its outputs. */
export function stepsAsked(
  version: Pick<TemplateBody, "steps" | "checks" | "evaluators">,
  where: AskedIn,
): StepAsked[] {
  const judging = askedOfModels(version, where).map(({ name, modelId, kind }): StepAsked => {
    return { name, modelId, asks: kind === "moderation" ? "moderation" : "text" };
  });
  return [...version.steps, ...judging];
}

/** Whether runs of a template pay a model: to make its outputs, or to look at them. One of picture steps alone pays none. */
export function paysModel(
  version: Pick<TemplateBody, "steps" | "checks" | "evaluators">,
  where: AskedIn,
): boolean {
  return asksModel(version) || askedOfModels(version, where).length > 0;
}

/** Whom each step of a run asks, in order: of a chain its steps, else the one, and what is asked about its outputs. */
export function modelIdsByStep(
  version: Pick<TemplateBody, "steps" | "checks" | "evaluators">,
  modelId: string,
): string[] {
  const written = version.steps.map(
    (step) => ((isGenerating(step) || isDrawing(step)) && step.modelId) || modelId,
  );
  const judging = askedOfModels(version, "batch").map((asked) => asked.modelId);
  return judging.length > 0 && written.length === 0 ? [modelId, ...judging] : [...written, ...judging];
}

/**
 * Loads the models that steps ask, each with its price in force. One cap holds for all: each is paid in `currency`,
 * where that is known.
 */
export async function loadStepModels(
  tx: Db,
  steps: readonly StepAsked[],
  currency: string | null,
): Promise<Result<StepModels, StepModelRefusal>> {
  const models = new Map<string, CallableModel>();
  for (const { name, kind, modelId, ...step } of steps) {
    const asks = kind === "edit-picture" ? "image" : (step.asks ?? "text");
    const isDrawn = asks === "image";
    if (modelId === undefined && isDrawn) return refuse("step_model_not_found", { step: name });
    if (modelId === undefined || (models.has(modelId) && !isDrawn)) continue;
    const loaded = await loadCallableModel(tx, modelId);
    if (!loaded.ok) {
      const { code, params } = loaded.refusal;
      return code === "not_found" ? refuse("step_model_not_found", { step: name }) : refuse(code, params);
    }
    const { value: model } = loaded;
    const found = await findModel(tx, modelId);
    if (found?.model.kind !== asks) return refuse(NOT_FOR[asks], { model: model.name });
    if (isDrawn && pictureBilling(model.price) === null)
      return refuse("unknown_price", { model: model.name });
    if (currency !== null && model.price.currency !== currency) {
      const params = { step: name, model: model.name, currency: model.price.currency, price: currency };
      return refuse("step_currency_differs", params);
    }
    models.set(modelId, model);
  }
  return accept(models);
}
