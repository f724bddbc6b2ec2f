import type { BatchRow } from "#db/queries/batches/batches.ts";
import { type Recipe, recipeOf } from "#lib/items/recipe.ts";
import type { CallParameters } from "#lib/models/endpoints/chat-request.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { parametersSchema } from "./parameters.ts";

/** What all items of a batch are made by, whichever way they go. */
export interface BatchTerms {
  recipe: Recipe;
  parameters: CallParameters;
}

/** The terms of a batch: as launched, else as its template's outputs and its trial suggest. */
export function termsOf(
  batch: Pick<BatchRow, "parameters" | "usualMaxOutput">,
  version: TemplateVersion,
  hasFallback: boolean,
): BatchTerms {
  const { maxOutputTokens, ...parameters } = parametersSchema.parse(batch.parameters);
  const lengths = { maxOutputTokens, usualMaxOutput: batch.usualMaxOutput };
  const recipe = recipeOf(version, lengths, { hasFallback, waitsOutOutages: true });
  return { recipe, parameters: parameters as CallParameters };
}
