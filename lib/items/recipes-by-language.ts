import { inLanguage } from "#lib/templates/in-language.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { type AnswerLengths, type Recipe, type RecipeWays, recipeOf } from "./recipe.ts";

/** The recipe of an item by its language. */
export type RecipeIn = (language: string) => Recipe;

/**
 * The recipes of a template version; one for every language where it does nothing otherwise in any.
 * @param ways.fallbackModelId the second model: a language that asks it anyway has no other to turn to.
 */
export function recipesByLanguage(
  version: TemplateVersion,
  lengths: AnswerLengths,
  { fallbackModelId, ...ways }: RecipeWays & { fallbackModelId?: string | null | undefined },
): RecipeIn {
  const known = new Map<TemplateVersion, Recipe>();
  return (language) => {
    const body = inLanguage(version, language);
    const recipe = known.get(body) ?? withTurn(recipeOf(body, lengths, ways), fallbackModelId);
    known.set(body, recipe);
    return recipe;
  };
}

function withTurn(recipe: Recipe, fallbackModelId: string | null | undefined): Recipe {
  const asked = recipe.steps.filter((step) => step.kind === "generate");
  const isTheSame = fallbackModelId && asked.every(({ modelId }) => modelId === fallbackModelId);
  return recipe.hasFallback && isTheSame ? { ...recipe, hasFallback: false } : recipe;
}
