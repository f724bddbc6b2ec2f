import { fieldsOfStep } from "#lib/templates/step-fields.ts";
import { type EndedStep, outputsByStep } from "./progress.ts";
import type { Recipe, Step } from "./recipe.ts";

/**
 * What later steps read of those that have ended. What a step that was left out would have given is blank, so that whoever
 * reads it says nothing in its place.
 */
export function readOf(
  recipe: Recipe,
  ended: readonly EndedStep[],
): {
  steps: Record<string, Record<string, unknown>>;
  open: readonly string[];
  pictured: readonly string[];
} {
  const blank = (name: string) => blankOf(recipe.steps.find((step) => step.name === name));
  const steps = Object.fromEntries(
    Object.entries(outputsByStep(recipe, ended)).map(([name, output]) => [name, output ?? blank(name)]),
  );
  return { steps, open: recipe.open, pictured: recipe.pictured };
}

function blankOf(step: Step | undefined): Record<string, unknown> {
  if (!step) return {};
  if (step.kind === "judge") return {};
  const fields = step.kind === "generate" ? step.outputs.map(({ name }) => name) : fieldsOfStep(step.work);
  return Object.fromEntries((fields ?? []).map((field) => [field, null]));
}
