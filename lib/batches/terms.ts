import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { JudgeAgreement } from "#lib/checks/by-model/agreement.ts";
import { makeModelChecks } from "#lib/checks/by-model/make-model-checks.ts";
import { type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { type RecipeIn, recipesByLanguage } from "#lib/items/recipes-by-language.ts";
import type { CallParameters } from "#lib/models/endpoints/chat-request.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { parametersSchema } from "./parameters.ts";

/** What all items of a batch are made by, whichever way they go. */
export interface BatchTerms {
  /** As the template is without a language: an item is made by the one of its own. */
  recipe: Recipe;
  recipeIn: RecipeIn;
  parameters: CallParameters;
}

/**
 * The terms of a batch: as launched, else as its template's outputs and its trial suggest.
 * @param terms of the template's glossaries, at the versions that the launch fixed. @param agreements how often each judge
 * of the template says what people say; where nothing is made there is no need to know.
 */
export function termsOf(
  batch: Pick<BatchRow, "parameters" | "usualMaxOutput" | "fallbackModelId">,
  version: TemplateVersion,
  {
    hasFallback,
    terms,
    agreements,
  }: Pick<Recipe, "hasFallback" | "terms"> & { agreements?: ReadonlyMap<string, JudgeAgreement> },
): BatchTerms {
  const { maxOutputTokens, ...parameters } = parametersSchema.parse(batch.parameters);
  const lengths = { maxOutputTokens, usualMaxOutput: batch.usualMaxOutput };
  const modelChecks = makeModelChecks(version, "batch", agreements);
  const ways = { hasFallback, waitsOutOutages: true, terms, modelChecks };
  return {
    recipe: recipeOf(version, lengths, ways),
    recipeIn: recipesByLanguage(version, lengths, { ...ways, fallbackModelId: batch.fallbackModelId }),
    parameters: parameters as CallParameters,
  };
}
