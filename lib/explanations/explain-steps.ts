import type { EndedStep } from "#lib/items/progress.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import { money, sumAmounts } from "#lib/money.ts";
import type { ExplainedCall, Explanation } from "./explanation.ts";

/**
 * The steps of a chain with what their calls came to; none for a template of one prompt.
 * @param isMade the item has its output: a step without a call was left out.
 */
export function explainSteps(
  { steps }: Pick<Recipe, "steps">,
  calls: readonly ExplainedCall[],
  { ended, isMade, currency }: { ended: readonly EndedStep[]; isMade: boolean; currency: string },
): Explanation["steps"] {
  if (steps.length < 2 && steps.every(({ kind }) => kind === "generate")) return [];
  return steps.map(({ name, kind }, index) => {
    const own = calls.filter(({ step }) => step.index === index);
    const isPassed = isMade || calls.some(({ step }) => step.index > index);
    const known = ended[index];
    return {
      index,
      name,
      kind,
      isLeftOut: known
        ? known.output === null
        : (kind === "generate" || kind === "judge") && own.length === 0 && isPassed,
      // What a model wrote stands with its calls.
      gave: kind === "generate" ? null : (known?.output ?? null),
      evidence: known?.evidence ?? null,
      calls: own.length,
      cost: money(sumAmounts(own.map(({ cost }) => cost.amount)), currency),
      latencyMs: own.reduce((ms, { latencyMs }) => ms + (latencyMs ?? 0), 0),
    };
  });
}
