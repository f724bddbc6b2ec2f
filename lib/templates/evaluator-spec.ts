import { z } from "zod";

export const EVALUATOR_KINDS = ["exact", "contains", "similarity"] as const;

export const MOST_EVALUATORS = 20;

/** What the outputs of a trial are held against, field by field; it scores them and changes nothing of them. */
export const evaluatorSpecSchema = z.object({
  name: z.string().max(60).describe("Each name once; figures are told under it"),
  kind: z
    .enum(EVALUATOR_KINDS, "input_evaluator_kind")
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
  gate: z
    .boolean()
    .default(true)
    .describe("Whether a case counts as broken where this fails; otherwise it only informs"),
});

export type EvaluatorSpec = z.output<typeof evaluatorSpecSchema>;

export const evaluatorSpecsSchema = z.array(evaluatorSpecSchema).max(MOST_EVALUATORS);
