import type { DoubleReviewSum, ProbeSum } from "#db/queries/quality/blind-judgements.ts";
import type { DecisionSum, TimeSum } from "#db/queries/quality/sum-quality.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import { timeQuantile } from "./time-quantile.ts";

export const QUALITY_DIMENSIONS = ["reviewer", "template", "model", "language"] as const;

/** What decisions say of the work: of reviewers, of a template, a model or a language. */
export interface QualityFigures {
  /** Those that stand; undone ones are left out. */
  decisions: number;
  approved: number;
  rejected: number;
  edited: number;
  escalated: number;
  /** How many rejections each reason was given for. */
  rejectReasons: Record<string, number>;
  agreement: Agreement;
  /** Outputs with a known answer: how many were decided on, and how many of them as they should be. */
  probes: { seen: number; caught: number };
  /** From one decision to the next; `null` where nobody decided twice within five minutes. */
  medianSeconds: number | null;
}

/** All that figures are made of, each under a key. */
export interface QualityParts {
  decisions: readonly DecisionSum[];
  times: readonly TimeSum[];
  doubleReviews: readonly DoubleReviewSum[];
  probes: readonly ProbeSum[];
}

/**
 * The figures under each key, those with the most decisions first, and those of everything together.
 * @param ofAll what was judged twice, each output once: under reviewers it stands under each of the two.
 */
export function qualityFigures(
  parts: QualityParts,
  ofAll: readonly DoubleReviewSum[],
): {
  groups: ({ key: string } & QualityFigures)[];
  whole: QualityFigures;
} {
  const keys = new Set(Object.values(parts).flatMap((some) => some.map(({ key }: { key: string }) => key)));
  const groups = [...keys].map((key) => {
    const ofKey = <Part extends { key: string }>(some: readonly Part[]) =>
      some.filter((part) => part.key === key);
    return {
      key,
      ...figuresOf({
        decisions: ofKey(parts.decisions),
        times: ofKey(parts.times),
        doubleReviews: ofKey(parts.doubleReviews),
        probes: ofKey(parts.probes),
      }),
    };
  });
  return {
    groups: groups.sort((a, b) => b.decisions - a.decisions || (a.key < b.key ? -1 : 1)),
    whole: figuresOf({ ...parts, doubleReviews: ofAll }),
  };
}

function figuresOf({ decisions, times, doubleReviews, probes }: QualityParts): QualityFigures {
  const count = (kind?: DecisionSum["decision"]) =>
    sum(decisions.filter(({ decision }) => !kind || decision === kind).map((part) => part.decisions));
  const rejectReasons: Record<string, number> = {};
  for (const { reason, decisions: count } of decisions)
    if (reason) rejectReasons[reason] = (rejectReasons[reason] ?? 0) + count;
  return {
    decisions: count(),
    approved: count("approve"),
    rejected: count("reject"),
    edited: count("edit"),
    escalated: count("escalate"),
    rejectReasons,
    agreement: agreementOf(
      doubleReviews.flatMap(({ judgements, outputs }) => Array.from({ length: outputs }, () => judgements)),
      ["good", "bad"],
    ),
    probes: { seen: sum(probes.map(({ seen }) => seen)), caught: sum(probes.map(({ caught }) => caught)) },
    medianSeconds: timeQuantile(
      times.filter(({ kind }) => kind === "pace"),
      0.5,
    ),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
