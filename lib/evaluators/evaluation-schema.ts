import { z } from "zod";
import { failureSchema } from "#lib/failure-schema.ts";
import { EVALUATOR_KINDS } from "#lib/templates/evaluator-spec.ts";
import { NOT_EVALUATED } from "./evaluate.ts";

/** How often a judge says what people say, by the last decisions on outputs that it had judged. */
export const agreementSchema = z.object({
  n: z.int().describe("Decisions on outputs that it had judged, 500 at most"),
  agreed: z.int(),
  blind: z.int().describe("Of them, those of people who were not shown what it said"),
  interval: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("With its 95 % interval (Wilson's, corrected for continuity)"),
  passedBad: z.int().describe("It let pass what people did not"),
  failedGood: z.int().describe("It did not let pass what people did"),
  gates: z.boolean().describe("The interval's lower end is at 85 % or above"),
});

/** What an evaluator says of an output, as the API tells it. */
export const evaluationSchema = z.object({
  name: z.string(),
  state: z
    .enum(["passed", "failed", "scored", "not-evaluated"])
    .describe("`scored`: it has no threshold; `not-evaluated`: there was nothing to hold the output against"),
  score: z.number().nullable().describe("0 to 1"),
  reference: z.string().nullable().describe("What was right, as it was read; `null` of a judge"),
  rating: z
    .object({ points: z.int(), scale: z.int(), why: z.string() })
    .nullable()
    .describe("Of a judge: whole points from 1 to `scale`, and why it gave them"),
  reason: z.enum(NOT_EVALUATED).nullable(),
  failure: failureSchema.nullable().describe("Why a judge said nothing that can be gone by"),
});

/** What an evaluator says of all outputs of a variant. */
export const evaluatorFiguresSchema = z.object({
  name: z.string(),
  kind: z.enum(EVALUATOR_KINDS),
  fields: z.array(z.string()).describe("That it is about; none: all of them"),
  gate: z.boolean().describe("Whether it counts in comparisons; a judge only while it agrees with people"),
  agreement: agreementSchema.nullable().describe("Of a judge: how often it says what people say"),
  evaluated: z.int().describe("Outputs held against a reference; only these are in the share"),
  passed: z.int(),
  passShare: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("Of the evaluated, with its 95 % interval (Wilson's, corrected for continuity)"),
  meanScore: z.number().nullable().describe("0 to 1"),
  notEvaluated: z.array(z.object({ reason: z.enum(NOT_EVALUATED), count: z.int() })),
});
