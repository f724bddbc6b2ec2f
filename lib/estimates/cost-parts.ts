import { compareAmounts } from "#lib/money.ts";
import type { MoneyRange } from "./money-range.ts";

/** What a part of a run costs by itself. */
export interface CostPart {
  /**
   * A language's code, or a step's name: "" where a template has but one, `null` for what models are asked about the
   * outputs.
   */
  name: string | null;
  total: MoneyRange;
}

/** A run's cost by language and by step; none where all of it is of one. */
export interface CostParts {
  languages: CostPart[];
  steps: CostPart[];
}

/** What of a run is meant: all items of a language, or one step of every item; behind the last step they are judged. */
export type PartOf = { language: string } | { step: number };

/** The parts of a run's cost, each as `totalOf` finds it; steps that cost nothing are left out. */
export function costParts(
  { languages, stepNames }: { languages: readonly string[]; stepNames: readonly string[] },
  totalOf: (part: PartOf) => MoneyRange,
): CostParts {
  const ofLanguages = languages.map((language) => ({ name: language, total: totalOf({ language }) }));
  const ofSteps = [...stepNames, null]
    .map((name, step) => ({ name, total: totalOf({ step }) }))
    .filter(({ total }) => compareAmounts(total.high.amount, "0") > 0);
  return { languages: severalOf(ofLanguages), steps: severalOf(ofSteps) };
}

/** The same parts, each changed as the whole is. */
export function changeParts(
  { languages, steps }: CostParts,
  change: (range: MoneyRange) => MoneyRange,
): CostParts {
  const changed = ({ name, total }: CostPart) => ({ name, total: change(total) });
  return { languages: languages.map(changed), steps: steps.map(changed) };
}

function severalOf(parts: CostPart[]): CostPart[] {
  return parts.length < 2 ? [] : parts;
}
