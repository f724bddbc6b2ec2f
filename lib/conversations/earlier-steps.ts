import { isDeepStrictEqual } from "node:util";
import type { StoredEndedStep } from "#db/schema/progress.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import type { StepAsked } from "#lib/templates/step-models.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import { type TemplateBody, templateBodySchema } from "#lib/templates/template.ts";

/** What of a turn decides what the steps before the one that answers gave. */
export interface TurnOfChain {
  againOf: number | null;
  draftRevision: number | null;
  templateVersionId: string | null;
  chain: { template: Record<string, unknown>; values: Record<string, string>; step: number } | null;
  ended: StoredEndedStep[] | null;
}

/** Whom the steps before the one at a place ask in place of the conversation's model. */
export function earlierAsked(template: TemplateBody, language: string, place: number): StepAsked[] {
  const { steps } = inLanguage(template, language);
  return steps.slice(0, place).flatMap((step, at): StepAsked[] => {
    const own = template.steps[at];
    if (!isGenerating(step) || !own || !isGenerating(own)) return [];
    const { name, modelId } = step;
    return [{ name, modelId, ...(modelId !== own.modelId && { language }) }];
  });
}

/**
 * The steps that a turn need not take any more because earlier ones have: all of them for the same draft, unless it is
 * asked anew. What was paid stands longer: up to the last step that asked a model, for as long as the row and all that
 * these steps are made by are as they were.
 */
export function stepsThatStand(
  turn: TurnOfChain,
  before: readonly TurnOfChain[],
  language: string,
): StoredEndedStep[] {
  const { chain, draftRevision, templateVersionId } = turn;
  if (!chain) return [];
  const ofRow = before.filter((one) => isDeepStrictEqual(one.chain?.values, chain.values)).toReversed();
  const same = ofRow.find(
    (one) =>
      one.ended?.length === chain.step &&
      one.draftRevision === draftRevision &&
      one.templateVersionId === templateVersionId,
  );
  const paid = ofRow.map((one) => paidSteps(chain, one, language));
  const standing = turn.againOf === null ? same?.ended : null;
  const steps = standing ?? paid.find(({ length }) => length > 0) ?? [];
  // They were paid with the turn that took them.
  return steps.map((step) => ({ ...step, attempts: 0, cost: "0" }));
}

function paidSteps(
  { template, step }: NonNullable<TurnOfChain["chain"]>,
  { chain: former, ended }: TurnOfChain,
  language: string,
): StoredEndedStep[] {
  if (!former || !ended) return [];
  const [now, then] = [template, former.template].map((body) =>
    inLanguage(templateBodySchema.parse(body), language),
  ) as [TemplateBody, TemplateBody];
  const most = Math.min(step, ended.length);
  const firstOther = now.steps
    .slice(0, most)
    .findIndex((one, place) => !isDeepStrictEqual(one, then.steps[place]));
  const alike = now.steps.slice(0, firstOther < 0 ? most : firstOther);
  const paid = alike.findLastIndex(isGenerating) + 1;
  const names = alike.slice(0, paid).map(({ name }) => name);
  return isDeepStrictEqual(sharedBy(now, names), sharedBy(then, names)) ? ended.slice(0, paid) : [];
}

/** What of a template its steps are made by besides themselves. */
function sharedBy({ inputs, rules, snippets, glossaryIds }: TemplateBody, steps: readonly string[]) {
  const own = rules.filter(({ step }) => step === undefined || steps.includes(step));
  return { inputs, rules: own, snippets, glossaryIds };
}
