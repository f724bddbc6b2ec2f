import { z } from "zod";

/** Kinds that hold a field against a reference. */
export const REFERENCE_KINDS = ["exact", "contains", "similarity"] as const;

export const EVALUATOR_KINDS = [...REFERENCE_KINDS, "judge"] as const;

export const MOST_EVALUATORS = 20;
export const MOST_RUBRIC_CHARS = 8_000;
export const MOST_JUDGE_EXAMPLES = 8;
/** A judge's scale is whole points from 1 up to this at most. */
export const MOST_POINTS = 10;
export const [USUAL_SCALE, USUAL_PASS] = [5, 4];

const name = z.string().max(60).describe("Each name once; figures are told under it");
const gate = z
  .boolean()
  .default(true)
  .describe("Whether a case counts as broken where this fails; otherwise it only informs");

/** What the outputs of a trial are held against, field by field; it scores them and changes nothing of them. */
const referenceSpecSchema = z.object({
  name,
  kind: z
    .enum(REFERENCE_KINDS)
    .describe(
      "`exact`: the field is the reference; `contains`: it has what the reference lists; `similarity`: how alike the two are, from 0 to 1",
    ),
  field: z
    .string()
    .max(64)
    .describe("The output's field it is about: a text, number, choice, or list of texts"),
  reference: z
    .string()
    .max(200)
    .optional()
    .describe(
      "The row's column that holds what is right; it need be no input. Without it only what a regression set expects is compared",
    ),
  ignoreCase: z.boolean().default(false),
  match: z.enum(["all", "any"]).default("all").describe("Of `contains`: how much of the list must be there"),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Of `similarity`: passed from here on; without it the score is told alone"),
  gate,
});

/** An output that people have decided on, shown to the judge with what they said. */
const judgeExampleSchema = z.object({
  output: z.string().max(4_000).describe("As a judge reads it: the output as JSON"),
  isGood: z.boolean().describe("Whether people let it pass"),
  why: z.string().max(500).optional(),
});

/** A model that scores outputs by a rubric. */
const judgeSpecSchema = z.object({
  name,
  kind: z.literal("judge"),
  rubric: z.string().max(MOST_RUBRIC_CHARS).describe("What makes an output good, for the model to read"),
  modelId: z.string().describe("The model that judges; priced in the currency of the run"),
  fields: z
    .array(z.string().max(64))
    .max(100)
    .optional()
    .describe("Output fields that it is shown; all of them when absent"),
  scale: z.int().min(2).max(MOST_POINTS).default(USUAL_SCALE).describe("Whole points from 1 to this"),
  threshold: z.int().min(2).max(MOST_POINTS).default(USUAL_PASS).describe("Points from which it passes"),
  examples: z.array(judgeExampleSchema).max(MOST_JUDGE_EXAMPLES).default([]),
  gate: gate.describe(
    "Whether a case counts as broken where this fails; only while the judge agrees with people often enough",
  ),
});

export const evaluatorSpecSchema = z.discriminatedUnion("kind", [referenceSpecSchema, judgeSpecSchema], {
  error: "input_evaluator_kind",
});

export type ReferenceSpec = z.output<typeof referenceSpecSchema>;
export type JudgeSpec = z.output<typeof judgeSpecSchema>;
export type JudgeExample = z.output<typeof judgeExampleSchema>;
export type EvaluatorSpec = ReferenceSpec | JudgeSpec;

export const evaluatorSpecsSchema = z.array(evaluatorSpecSchema).max(MOST_EVALUATORS);
