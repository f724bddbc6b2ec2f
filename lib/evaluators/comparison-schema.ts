import { z } from "zod";
import { SPLITS } from "./regression-sets/regression-case.ts";

/** How many cases went which way, as the API tells it. */
export const comparisonFiguresSchema = z.object({
  fixed: z.int(),
  broken: z.int(),
  unchanged: z.int(),
  notComparable: z.int(),
  fixedShare: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("Fixed of those that changed, with its 95 % interval; `null` where none did"),
  verdict: z.enum(["better", "worse", "not-distinguishable"]),
});

/** A case by two versions. */
export const comparedCaseSchema = z.object({
  rowNumber: z.int(),
  language: z.string(),
  split: z.enum(SPLITS),
  result: z.enum(["fixed", "broken", "unchanged", "not-comparable"]),
  changes: z
    .array(
      z.object({
        kind: z.enum(["evaluator", "check", "failure"]),
        name: z.string().nullable().describe("Of the evaluator, or the kind of the check"),
        better: z.boolean(),
      }),
    )
    .describe("What became better or worse"),
  reason: z
    .enum(["not-made", "nothing-judged"])
    .nullable()
    .describe("Why it cannot be compared: one of them made nothing, or no evaluator and no check judged it"),
});
