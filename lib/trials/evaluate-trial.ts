import type { Db } from "#db/client.ts";
import { type RegressionCaseRow, readCases } from "#db/queries/evaluators/regression-sets.ts";
import type { CellRow } from "#db/queries/trials/cells.ts";
import type { TrialRow } from "#db/queries/trials/trials.ts";
import { type JudgeAgreement, NO_AGREEMENT } from "#lib/checks/by-model/agreement.ts";
import type { Judgement } from "#lib/checks/by-model/model-check.ts";
import { type Evaluation, evaluateOutput } from "#lib/evaluators/evaluate.ts";
import { type EvaluatorFigures, evaluatorFigures } from "#lib/evaluators/figures.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { hasEnded } from "./trial.ts";

/** What of a variant evaluators go by: that of the version as it was tried. */
export interface EvaluatedVariant {
  evaluators: readonly EvaluatorSpec[];
  /** How often each of its judges says what people say, by name. */
  agreements: ReadonlyMap<string, JudgeAgreement>;
  fields: readonly Pick<OutputField, "name" | "type">[];
}

type Sources = ReadonlyMap<number, Readonly<Record<string, string>>>;

/** The cases of the regression set that a trial asks, by place; none of another trial. */
export async function casesOf(tx: Db, trial: TrialRow): Promise<Map<string, RegressionCaseRow>> {
  const { regressionSetId, regressionSetVersion } = trial;
  if (regressionSetId === null || regressionSetVersion === null) return new Map();
  const cases = await readCases(tx, regressionSetId, regressionSetVersion);
  return new Map(cases.map((one) => [placeOf(one), one]));
}

/** A row in a language by its own name. */
export function placeOf({ rowNumber, language }: { rowNumber: number; language: string }): string {
  return `${rowNumber} ${language}`;
}

/** What a variant's evaluators say of a cell that has ended; of one that has not they say nothing yet. */
export function evaluateCell(
  { evaluators, fields }: EvaluatedVariant,
  cell: Pick<CellRow, "status" | "output" | "rowNumber" | "language" | "judged">,
  { sources, cases }: { sources: Sources; cases: ReadonlyMap<string, RegressionCaseRow> },
): Evaluation[] {
  if (!hasEnded(cell.status)) return [];
  return evaluateOutput(evaluators, {
    output: cell.status === "succeeded" ? cell.output : null,
    fields,
    row: sources.get(cell.rowNumber) ?? {},
    expected: cases.get(placeOf(cell))?.expected ?? null,
    judged: cell.judged as Record<string, Judgement> | null,
  });
}

/** Evaluators of which a judge counts only while it has shown that it says what people say. */
export function withProvenGates(
  evaluators: readonly EvaluatorSpec[],
  agreements: ReadonlyMap<string, JudgeAgreement>,
): EvaluatorSpec[] {
  return evaluators.map((spec) =>
    spec.kind === "judge"
      ? { ...spec, gate: spec.gate && (agreements.get(spec.name)?.gates ?? false) }
      : spec,
  );
}

/** Everything that evaluators say of a trial: of each cell by its sequence number, and of each variant as a whole. */
export interface TrialEvaluations {
  ofCells: Map<number, Evaluation[]>;
  /** One for each variant, in order. */
  ofVariants: (EvaluatorFigures & { agreement: JudgeAgreement | null })[][];
}

/** Worked out from what is kept whenever it is asked for: the versions as they were tried, the outputs, the rows. */
export function evaluateTrial(
  variants: readonly EvaluatedVariant[],
  cells: readonly CellRow[],
  against: { sources: Sources; cases: ReadonlyMap<string, RegressionCaseRow> },
): TrialEvaluations {
  const ofCells = new Map<number, Evaluation[]>();
  for (const cell of cells) {
    const variant = variants[cell.variant];
    if (variant && variant.evaluators.length > 0) ofCells.set(cell.seq, evaluateCell(variant, cell, against));
  }
  const ofVariants = variants.map(({ evaluators, agreements }, index) => {
    const own = cells.filter(({ variant }) => variant === index);
    const figures = evaluatorFigures(
      withProvenGates(evaluators, agreements),
      own.map(({ seq }) => ofCells.get(seq) ?? []),
    );
    return figures.map((one) => ({
      ...one,
      agreement: one.kind === "judge" ? (agreements.get(one.name) ?? NO_AGREEMENT) : null,
    }));
  });
  return { ofCells, ofVariants };
}
