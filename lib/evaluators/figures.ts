import { type ShareInterval, shareInterval } from "#lib/share-interval.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { Evaluation, NOT_EVALUATED } from "./evaluate.ts";

/** What one evaluator says of all outputs of a variant. */
export interface EvaluatorFigures extends Pick<EvaluatorSpec, "name" | "kind" | "gate"> {
  /** The fields it is about; none of a judge that is shown all. */
  fields: readonly string[];
  /** Outputs that were held against a reference; those that were not are in no share. */
  evaluated: number;
  passed: number;
  /** Passed of the evaluated; `null` where nothing was, or where there is no threshold. */
  passShare: ShareInterval | null;
  /** From 0 to 1; `null` where nothing was evaluated. */
  meanScore: number | null;
  /** By reason, only those there are. */
  notEvaluated: { reason: (typeof NOT_EVALUATED)[number]; count: number }[];
}

/** The figures of each evaluator over the outputs of one variant. @param evaluations of each output, in the specs' order. */
export function evaluatorFigures(
  specs: readonly EvaluatorSpec[],
  evaluations: readonly (readonly Evaluation[])[],
): EvaluatorFigures[] {
  return specs.map((spec, index) => {
    const { name, kind, gate, threshold } = spec;
    const all = evaluations.flatMap((ofOutput) => ofOutput[index] ?? []);
    const scores = all.flatMap((one) => (one.state === "not-evaluated" ? [] : [one.score]));
    const reasons = Map.groupBy(
      all.flatMap((one) => (one.state === "not-evaluated" ? [one.reason] : [])),
      (reason) => reason,
    );
    const passed = all.filter(({ state }) => state === "passed").length;
    const decides = kind !== "similarity" || threshold !== undefined;
    return {
      ...{ name, kind, gate, passed, evaluated: scores.length },
      fields: spec.kind === "judge" ? (spec.fields ?? []) : [spec.field],
      passShare: decides && scores.length > 0 ? shareInterval(passed / scores.length, scores.length) : null,
      meanScore: scores.length > 0 ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null,
      notEvaluated: [...reasons].map(([reason, { length: count }]) => ({ reason, count })),
    };
  });
}
