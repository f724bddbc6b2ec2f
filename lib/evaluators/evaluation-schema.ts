import { z } from "zod";
import { EVALUATOR_KINDS } from "#lib/templates/evaluator-spec.ts";
import { NOT_EVALUATED } from "./evaluate.ts";

/** What an evaluator says of an output, as the API tells it. */
export const evaluationSchema = z.object({
  name: z.string(),
  state: z
    .enum(["passed", "failed", "scored", "not-evaluated"])
    .describe("`scored`: it has no threshold; `not-evaluated`: there was nothing to hold the output against"),
  score: z.number().nullable().describe("0 to 1"),
  reference: z.string().nullable().describe("What was right, as it was read"),
  reason: z.enum(NOT_EVALUATED).nullable(),
});

/** What an evaluator says of all outputs of a variant. */
export const evaluatorFiguresSchema = z.object({
  name: z.string(),
  kind: z.enum(EVALUATOR_KINDS),
  field: z.string(),
  gate: z.boolean(),
  evaluated: z.int().describe("Outputs held against a reference; only these are in the share"),
  passed: z.int(),
  passShare: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("Of the evaluated, with its 95 % interval (Wilson's, corrected for continuity)"),
  meanScore: z.number().nullable().describe("0 to 1"),
  notEvaluated: z.array(z.object({ reason: z.enum(NOT_EVALUATED), count: z.int() })),
});
