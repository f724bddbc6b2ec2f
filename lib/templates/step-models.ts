import type { Db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import { byLanguage } from "#lib/by-language.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { pictureBilling } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { inLanguage } from "./in-language.ts";
import { type AskedIn, askedOfModels } from "./model-checks.ts";
import { asksModel, isDrawing, isGenerating } from "./steps.ts";
import type { GenerateStep, TemplateBody, TemplateStep } from "./template.ts";

/** The models that steps, and languages, ask in place of their run's, by their id. Hold their providers' open keys. */
export type StepModels = ReadonlyMap<string, CallableModel>;

export type StepModelRefusal =
  | "step_model_not_found"
  | "step_currency_differs"
  | "language_model_not_found"
  | "language_model_archived"
  | "language_model_unpriced"
  | "language_model_not_for_text"
  | "language_currency_differs"
  | "model_not_for_text"
  | "model_not_for_moderation"
  | "model_not_for_pictures"
  | "model_archived"
  | "provider_key_lost"
  | "unknown_price";

type CallableRefusal = Extract<Awaited<ReturnType<typeof loadCallableModel>>, { ok: false }>["refusal"];

const OF_LANGUAGE = {
  not_found: "language_model_not_found",
  model_archived: "language_model_archived",
  unknown_price: "language_model_unpriced",
} as const;

const NOT_FOR = {
  text: "model_not_for_text",
  image: "model_not_for_pictures",
  moderation: "model_not_for_moderation",
} as const;

/** A step, and the model that it asks in place of its run's. */
export type StepAsked = Pick<TemplateStep, "name"> &
  Partial<Pick<TemplateStep, "kind"> & Pick<GenerateStep, "modelId">> & {
    asks?: "text" | "moderation";
    /** In which it is asked, where it is the language that names the model. */
    language?: string;
  };

/**
 * All that may ask a model in place of a run's: the steps of a version, its languages, and what is asked about its outputs.
 * @param languages those that are made; all that the version does otherwise in where nobody has chosen yet.
 */
export function stepsAsked(
  version: AskingTemplate,
  where: AskedIn,
  languages: readonly string[] | undefined,
): StepAsked[] {
  const judging = askedOfModels(version, where).map(({ name, modelId, kind }): StepAsked => {
    return { name, modelId, asks: kind === "moderation" ? "moderation" : "text" };
  });
  const wanted = languages ?? Object.keys(version.languageOverrides);
  return [...version.steps, ...wanted.flatMap((language) => askedIn(version, language)), ...judging];
}

type Asking = Pick<TemplateBody, "steps" | "checks" | "evaluators">;

/** What of a template names models, those of languages included. */
type AskingTemplate = Pick<
  TemplateBody,
  "steps" | "result" | "rules" | "outputs" | "checks" | "evaluators" | "languageOverrides"
>;

/** Those that ask another model in a language than without one. */
function askedIn(version: AskingTemplate, language: string): StepAsked[] {
  const { steps, askedModelId } = inLanguage(version, language);
  if (askedModelId !== undefined) return [{ name: language, language, modelId: askedModelId }];
  return steps.flatMap((step, place): StepAsked[] => {
    const own = version.steps[place];
    if (!isGenerating(step) || !own || !isGenerating(own) || step.modelId === own.modelId) return [];
    return [{ name: step.name, language, modelId: step.modelId }];
  });
}

/** Whether runs of a template pay a model: to make its outputs, or to look at them. One of picture steps alone pays none. */
export function paysModel(version: Asking, where: AskedIn): boolean {
  return asksModel(version) || askedOfModels(version, where).length > 0;
}

/** Whom each step of a run asks, in order: of a chain its steps, else the one, and what is asked about its outputs. */
export function modelIdsByStep(version: Asking, modelId: string): string[] {
  const written = version.steps.map(
    (step) => ((isGenerating(step) || isDrawing(step)) && step.modelId) || modelId,
  );
  const judging = askedOfModels(version, "batch").map((asked) => asked.modelId);
  return judging.length > 0 && written.length === 0 ? [modelId, ...judging] : [...written, ...judging];
}

/** Whom a run of a version asks, as its batch keeps it. */
export function askedByRun(
  version: AskingTemplate,
  modelId: string,
  languages: readonly string[],
): { modelId: string; stepModelIds: string[]; languageModelIds: string[]; languages: readonly string[] } {
  return {
    ...{ modelId, languages, stepModelIds: modelIdsByStep(version, modelId) },
    languageModelIds: modelIdsByLanguage(version, modelId, languages),
  };
}

/**
 * Of each language of a run in turn: the model that stands for its run's there, and whom each step asks; empty where none
 * asks otherwise than the run.
 */
function modelIdsByLanguage(
  version: AskingTemplate,
  modelId: string,
  languages: readonly string[],
): string[] {
  if (languages.every((language) => askedIn(version, language).length === 0)) return [];
  return languages.flatMap((language) => {
    const asked = byLanguage(version.languageOverrides, language)?.value.modelId ?? modelId;
    return [asked, ...modelIdsByStep(inLanguage(version, language), asked)];
  });
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
  for (const step of steps) {
    const { modelId } = step;
    const asks = step.kind === "edit-picture" ? "image" : (step.asks ?? "text");
    const isDrawn = asks === "image";
    if (modelId === undefined && isDrawn) return refuse("step_model_not_found", { step: step.name });
    if (modelId === undefined || (models.has(modelId) && !isDrawn)) continue;
    const loaded = await loadCallableModel(tx, modelId);
    if (!loaded.ok) return notCallable(step, loaded.refusal);
    const { value: model } = loaded;
    const found = await findModel(tx, modelId);
    if (found?.model.kind !== asks) return notFor(step, asks, model);
    if (isDrawn && pictureBilling(model.price) === null)
      return refuse("unknown_price", { model: model.name });
    if (currency !== null && model.price.currency !== currency) return otherCurrency(step, model, currency);
    models.set(modelId, model);
  }
  return accept(models);
}

// Whoever is told of a language's model is to look where it is named: no other choice of a run mends it.
function notCallable(
  { name, language }: StepAsked,
  { code, params }: CallableRefusal,
): Result<never, StepModelRefusal> {
  if (language === undefined)
    return code === "not_found" ? refuse("step_model_not_found", { step: name }) : refuse(code, params);
  if (code === "provider_key_lost") return refuse(code, params);
  return refuse(OF_LANGUAGE[code], { ...params, language });
}

function notFor(
  { language }: StepAsked,
  asks: keyof typeof NOT_FOR,
  model: CallableModel,
): Result<never, StepModelRefusal> {
  return language === undefined
    ? refuse(NOT_FOR[asks], { model: model.name })
    : refuse("language_model_not_for_text", { model: model.name, language });
}

function otherCurrency(
  { name, language }: StepAsked,
  model: CallableModel,
  price: string,
): Result<never, StepModelRefusal> {
  const params = { model: model.name, currency: model.price.currency, price };
  return language === undefined
    ? refuse("step_currency_differs", { step: name, ...params })
    : refuse("language_currency_differs", { language, ...params });
}
