import { z } from "zod";
import { reviewPlanSchema } from "#lib/checks/review-plan.ts";
import { costRangeSchema } from "#lib/estimates/cost-range-schema.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { BATCH_MODES } from "./batch-mode.ts";
import { BATCH_STATES } from "./batch-state.ts";
import { DUE_KINDS } from "./due/due-kind.ts";
import { offPeakSchema } from "./off-peak.ts";
import { parametersSchema } from "./parameters.ts";
import type { BatchView } from "./view/view-batch.ts";

export const batchStateSchema = z.enum(BATCH_STATES);
export const runsAsSchema = z.enum(["realtime", "provider-batch"]);

const modelSchema = z.object({ id: z.string(), name: z.string(), provider: z.string() });

export const languageModelsSchema = z
  .array(z.object({ language: z.string(), models: z.array(modelSchema) }))
  .describe("The languages that ask other models than the run's, as the template names them");

/** A batch as the API tells of it. */
export const batchSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: batchStateSchema,
  dataset: z.object({ id: z.string(), name: z.string() }),
  template: z.object({ id: z.string(), name: z.string(), versionId: z.string(), versionNumber: z.int() }),
  model: modelSchema.nullable().describe("`null` where the template asks no model"),
  fallbackModel: modelSchema.nullable(),
  parameters: parametersSchema,
  languages: z.array(z.string()),
  languageModels: languageModelsSchema,
  mode: z.enum(BATCH_MODES),
  runsAs: runsAsSchema,
  runsAsFor: failureSchema.nullable(),
  providerBatches: z.array(
    z.object({
      id: z.string(),
      state: z.enum(["gathering", "submitted", "done"]),
      ending: z.enum(["completed", "expired", "cancelled", "failed", "lost"]).nullable(),
      requests: z.int(),
      answered: z.int(),
      takenIn: z.int(),
      model: z.string().nullable().describe("Its name, where languages of the batch ask several"),
      trouble: failureSchema.nullable(),
      submittedAt: z.string().nullable(),
      expectedBy: z.string().nullable(),
      endedAt: z.string().nullable(),
    }),
  ),
  rowCount: z.int(),
  itemCount: z.int(),
  only: z.array(z.enum(DUE_KINDS)).nullable().describe("What of its rows it makes; null for all"),
  counts: z.object({
    pending: z.int(),
    running: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    skipped: z.int(),
  }),
  review: z
    .object({
      pending: z.int(),
      approved: z.int(),
      rejected: z.int(),
      escalated: z.int(),
      inLot: z.int().describe("Waiting for what its lot's sample says"),
    })
    .describe("Adds up to the outputs that were made"),
  reviewPlan: z.intersection(reviewPlanSchema, z.object({ seed: z.int() })),
  budgetCap: moneySchema,
  spent: moneySchema,
  unknownSpend: moneySchema,
  reserved: moneySchema,
  cacheHits: z.int(),
  memoryHits: z.int().describe("Items that are approved translations used again, without a call"),
  expectedTotal: moneySchema.nullable(),
  prediction: costRangeSchema.extend({ basis: z.enum(["trial", "rough"]) }).nullable(),
  waitingFor: failureSchema.extend({ until: z.string().nullable() }).nullable(),
  notLaunchedFor: failureSchema
    .nullable()
    .describe(
      "Of a launch over a selection that came to nothing: what its products were refused for, or that none of them was due",
    ),
  approval: z
    .object({
      reasons: z.array(failureSchema),
      askedAt: z.string(),
      decision: z.enum(["approved", "refused"]).nullable().describe("null while it waits"),
      decidedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
      decidedAt: z.string().nullable(),
      note: z.string().nullable(),
      priceChanged: z.boolean().describe("Another price holds now than its cost was reckoned with"),
    })
    .nullable()
    .describe("Of a launch that waits or waited for somebody else's word"),
  simulated: z.boolean(),
  launchedBy: z.object({ id: z.string(), name: z.string() }),
  offPeak: offPeakSchema.nullable(),
  schedule: z.object({ id: z.string(), name: z.string() }).nullable(),
  deadline: z.string().nullable(),
  startAt: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  outputsRemovedAt: z
    .string()
    .nullable()
    .describe("When its outputs were removed, because outputs are not kept longer."),
});

/** A batch with its failures in words. */
export function readableBatch(batch: BatchView, locale: Locale) {
  const { waitingFor, notLaunchedFor, runsAsFor, providerBatches, approval } = batch;
  return {
    ...batch,
    approval: approval && {
      ...approval,
      reasons: approval.reasons.flatMap((reason) => readableFailure(reason, locale) ?? []),
    },
    providerBatches: providerBatches.map((one) => ({
      ...one,
      trouble: readableFailure(one.trouble, locale),
    })),
    waitingFor: readableFailure(waitingFor, locale),
    notLaunchedFor: readableFailure(notLaunchedFor, locale),
    runsAsFor: readableFailure(runsAsFor, locale),
  };
}
