import type { BatchRow } from "#db/queries/batches/batches.ts";
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
 * @param terms of the template's glossaries, at the versions that the launch fixed.
 */
export function termsOf(
  batch: Pick<BatchRow, "parameters" | "usualMaxOutput">,
  version: TemplateVersion,
  { hasFallback, terms }: Pick<Recipe, "hasFallback" | "terms">,
): BatchTerms {
  const { maxOutputTokens, ...parameters } = parametersSchema.parse(batch.parameters);
  const lengths = { maxOutputTokens, usualMaxOutput: batch.usualMaxOutput };
  const ways = { hasFallback, waitsOutOutages: true, terms };
  return {
    recipe: recipeOf(version, lengths, ways),
    recipeIn: recipesByLanguage(version, lengths, ways),
    parameters: parameters as CallParameters,
  };
}
