import type { RegressionCaseRow } from "#db/queries/evaluators/regression-sets.ts";
import type { CellRow } from "#db/queries/trials/cells.ts";
import {
  type ComparedCase,
  type ComparisonFigures,
  compareCase,
  comparisonFigures,
  type JudgedCase,
  sharedChecks,
} from "#lib/evaluators/compare-cases.ts";
import type { Split } from "#lib/evaluators/regression-sets/regression-case.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import { type EvaluatedVariant, evaluateCell, placeOf, withProvenGates } from "./evaluate-trial.ts";
import { hasEnded } from "./trial.ts";

/** What of a variant comparisons go by. */
export interface ComparedVariant extends EvaluatedVariant {
  checks: readonly CheckSpec[];
}

/** One variant against the first of its trial, case by case. */
export interface TrialComparison {
  /** Their places in the trial. */
  baseline: number;
  candidate: number;
  figures: ComparisonFigures;
  heldOut: ComparisonFigures;
  cases: (ComparedCase & { rowNumber: number; language: string; split: Split })[];
  /** `null` while nothing was paid. */
  cost: { baseline: Money | null; candidate: Money | null };
}

type Against = {
  sources: ReadonlyMap<number, Readonly<Record<string, string>>>;
  cases: ReadonlyMap<string, RegressionCaseRow>;
};

// The output misfits or was refused for what it says, or the version cannot be asked with this row at all. Whatever
// else fails (the provider, the budget, a cancel) says nothing of the version.
const OWN_FAILURE = /^(output_|prompt_broken$|input_)/;

/**
 * Compares each variant of a trial of a regression set with the first, by the evaluators of the later one: the earlier
 * may have been published before there were any. None for another trial.
 */
export function compareTrial(
  variants: readonly ComparedVariant[],
  cells: readonly CellRow[],
  against: Against,
): TrialComparison[] {
  const [baseline] = variants;
  if (!baseline || against.cases.size === 0) return [];
  const cellAt = new Map(cells.map((cell) => [`${placeOf(cell)} ${cell.variant}`, cell]));
  return variants.slice(1).map((variant, index) => {
    const candidate = index + 1;
    const evaluators = withProvenGates(variant.evaluators, variant.agreements);
    const by = { evaluators, checks: sharedChecks(baseline.checks, variant.checks) };
    const judge = (of: ComparedVariant, place: number, one: RegressionCaseRow) =>
      judgedCase({ ...of, evaluators }, cellAt.get(`${placeOf(one)} ${place}`), against);
    const cases = [...against.cases.values()].map((one) => {
      const { rowNumber, language, split } = one;
      const compared = compareCase(judge(baseline, 0, one), judge(variant, candidate, one), by);
      return { rowNumber, language, split, ...compared };
    });
    const costOf = (place: number) => sumOf(cells.filter((cell) => cell.variant === place));
    return {
      ...{ baseline: 0, candidate, cases },
      figures: comparisonFigures(cases),
      heldOut: comparisonFigures(cases.filter(({ split }) => split === "held-out")),
      cost: { baseline: costOf(0), candidate: costOf(candidate) },
    };
  });
}

/** Whether a cell made an output, failed by its version's own doing, or says nothing of it. */
export function madeState(cell: Pick<CellRow, "status" | "failure"> | undefined): JudgedCase["state"] {
  if (!cell || !hasEnded(cell.status) || cell.status === "skipped") return "none";
  if (cell.status !== "failed") return "made";
  return OWN_FAILURE.test(cell.failure?.code ?? "") ? "failed" : "none";
}

function judgedCase(
  variant: EvaluatedVariant & { evaluators: readonly EvaluatorSpec[] },
  cell: CellRow | undefined,
  against: Against,
): JudgedCase {
  const state = madeState(cell);
  if (!cell || state !== "made") return { state, evaluations: [], blocks: [] };
  return {
    state,
    evaluations: evaluateCell(variant, cell, against),
    blocks: cell.checks.flatMap(({ kind, verdict }) => (verdict === "block" ? [kind] : [])),
  };
}

function sumOf(cells: readonly CellRow[]): Money | null {
  const paid = cells.flatMap(({ cost, currency }) => (cost !== null && currency ? [{ cost, currency }] : []));
  const [first] = paid;
  return first ? money(sumAmounts(paid.map(({ cost }) => cost)), first.currency) : null;
}
