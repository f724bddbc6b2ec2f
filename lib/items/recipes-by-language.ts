import { inLanguage } from "#lib/templates/in-language.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { type AnswerLengths, type Recipe, type RecipeWays, recipeOf } from "./recipe.ts";

/** The recipe of an item by its language. */
export type RecipeIn = (language: string) => Recipe;

/** The recipes of a template version; one for every language where it does nothing otherwise in any. */
export function recipesByLanguage(
  version: TemplateVersion,
  lengths: AnswerLengths,
  ways: RecipeWays,
): RecipeIn {
  const known = new Map<TemplateVersion, Recipe>();
  return (language) => {
    const body = inLanguage(version, language);
    const recipe = known.get(body) ?? recipeOf(body, lengths, ways);
    known.set(body, recipe);
    return recipe;
  };
}
