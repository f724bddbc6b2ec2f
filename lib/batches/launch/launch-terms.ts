import { z } from "zod";
import { reviewPlanSchema } from "#lib/checks/review-plan.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { LABELS } from "#lib/templates/labels/label.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import { BATCH_MODES } from "../batch-mode.ts";
import { onlySchema } from "../due/due-kind.ts";
import { offPeakSchema } from "../off-peak.ts";
import { askedParametersSchema } from "../parameters.ts";

/** What is to be run over what. */
export const scopeSchema = z.object({
  datasetId: z.string(),
  templateVersionId: z.string().optional(),
  templateId: z.string().optional().describe("With `templateLabel`, in place of a version"),
  templateLabel: z.enum(LABELS).optional().describe("The version that has it when the launch happens"),
  modelId: z.string().optional().describe("Left out of a template that asks no model"),
  fallbackModelId: z.string().optional(),
  languages: z.array(languageSchema).max(50).optional(),
  rowLimit: z.int().min(1).optional(),
  only: onlySchema
    .optional()
    .describe(
      "What of the rows is made: what this template never made of them, what it made from inputs that have changed since, what was rejected last; one kind or several. All of it without it",
    ),
});

/** Everything a launch says but its name and when it starts: what a schedule keeps and a clone takes over. */
export const termsSchema = scopeSchema.extend({
  parameters: askedParametersSchema.optional(),
  budgetCap: moneySchema.optional().describe("Left out of a template that asks no model"),
  mode: z.enum(BATCH_MODES).default("realtime"),
  /** Whether answers are kept and used again for identical calls; where nothing is said, the parameters decide. */
  cache: z.boolean().optional(),
  offPeak: offPeakSchema.optional(),
  reviewPlan: reviewPlanSchema.default({ kind: "every" }),
});

export type LaunchTerms = z.output<typeof termsSchema>;

/** What is launched again and again. */
export const repeatedTermsSchema = termsSchema.extend({
  selectionId: z
    .string()
    .optional()
    .describe(
      "What it finds becomes a dataset at each run; `datasetId` is then what it found when the schedule was made, and may be left out",
    ),
});

export type RepeatedTerms = z.output<typeof repeatedTermsSchema>;
