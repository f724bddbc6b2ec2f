import type { MadeOutput } from "#lib/checks/by-model/model-check.ts";
import type { Progress } from "./progress.ts";
import type { Recipe } from "./recipe.ts";

// What models are asked about an output is asked of one and the same object, so that what it takes is worked out once.
const made = new WeakMap<Progress["ended"][number], MadeOutput>();

/** What the writing steps of an item have made by now, with what it was made from. */
export function madeOf(recipe: Recipe, { source: { values, language }, ended }: Progress): MadeOutput {
  const last = ended[recipe.steps.findLastIndex(({ kind }) => kind !== "judge")];
  const known = last && made.get(last);
  if (known) return known;
  const outputs = new Map(recipe.steps.map(({ name }, index) => [name, ended[index]?.output ?? {}]));
  const output = Object.fromEntries(
    recipe.result.map(({ step, field }) => [field, outputs.get(step)?.[field] ?? null]),
  );
  const whole = { source: values, language, output };
  if (last) made.set(last, whole);
  return whole;
}
