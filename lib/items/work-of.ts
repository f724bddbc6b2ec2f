import { type RenderedWork, renderWork } from "#lib/templates/render-work.ts";
import { othersBeside } from "./pictures-of.ts";
import type { Progress } from "./progress.ts";
import { isWork, type Recipe, stepAt } from "./recipe.ts";
import { readOf } from "./step-values.ts";
import { openCall, workOfCall } from "./tool-rounds.ts";

/**
 * What is to be done next for an item whose progress stands at a step that asks no model, or at a call of a tool that its
 * model asked for; or why nothing can be done for its row. @throws RangeError where it stands at another.
 */
export async function workOf(recipe: Recipe, { source, ended, rounds }: Progress): Promise<RenderedWork> {
  const step = stepAt(recipe, ended.length);
  if (step.kind === "generate" && step.tools && openCall(rounds))
    return { kind: "work", work: workOfCall(step.tools, rounds) };
  if (!isWork(step)) throw new RangeError(`Step ${ended.length} of a recipe asks a model.`);
  const { values: row, language } = source;
  const rendered = await renderWork(step.work, step.inputs, { row, language, ...readOf(recipe, ended) });
  if (rendered.kind !== "work" || rendered.work.kind !== "picture") return rendered;
  const others = othersBeside(ended, rendered.work.source);
  return others.length === 0 ? rendered : { kind: "work", work: { ...rendered.work, others } };
}
