import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { REVIEW_STATES } from "#lib/checks/first-review-state.ts";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { reviewPlanSchema } from "#lib/checks/review-plan.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { paceSchema } from "#lib/estimates/pace-schema.ts";
import type { Failure } from "#lib/failure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { watch } from "#lib/watch.ts";
import { BATCH_SORTS } from "./batch-sort.ts";
import { BATCH_STATES, isFinal } from "./batch-state.ts";
import { DUE_KINDS, dueSchema } from "./due/due-kind.ts";
import { ITEM_STATES } from "./item-state.ts";
import { cloneBatch } from "./launch/clone-batch.ts";
import { approveLaunch, refuseLaunch } from "./launch/decide-launch.ts";
import { launchOver } from "./launch/launch-selection.ts";
import { scopeSchema, termsSchema } from "./launch/launch-terms.ts";
import { previewBatch } from "./launch/preview-batch.ts";
import { offPeakSchema } from "./off-peak.ts";
import { parametersSchema } from "./parameters.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from "./run/control-batch.ts";
import { outputVersionSchema } from "./view/output-versions.ts";
import { type BatchView, viewBatch, viewBatches } from "./view/view-batch.ts";
import { viewAttempts, viewFailureGroups, viewItem, viewItems } from "./view/view-items.ts";

const tags = ["Batches"];
const MAX_NOTE = 1_000;
const idInput = z.object({ id: z.string() });
const stateSchema = z.enum(BATCH_STATES);
const rangeSchema = z.object({ low: moneySchema, expected: moneySchema, high: moneySchema });

const modeSchema = termsSchema.shape.mode.unwrap();
const runsAsSchema = z.enum(["realtime", "provider-batch"]);
const timing = { deadline: z.coerce.date().optional(), startAt: z.coerce.date().optional() };

const batchSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: stateSchema,
  dataset: z.object({ id: z.string(), name: z.string() }),
  template: z.object({ id: z.string(), name: z.string(), versionId: z.string(), versionNumber: z.int() }),
  model: z
    .object({ id: z.string(), name: z.string(), provider: z.string() })
    .nullable()
    .describe("`null` where the template asks no model"),
  fallbackModel: z.object({ id: z.string(), name: z.string(), provider: z.string() }).nullable(),
  parameters: parametersSchema,
  languages: z.array(z.string()),
  languageModels: z
    .array(
      z.object({
        language: z.string(),
        models: z.array(z.object({ id: z.string(), name: z.string(), provider: z.string() })),
      }),
    )
    .describe("The languages that ask other models than `model`, as the template names them"),
  mode: modeSchema,
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
  prediction: rangeSchema.extend({ basis: z.enum(["trial", "rough"]) }).nullable(),
  waitingFor: failureSchema.extend({ until: z.string().nullable() }).nullable(),
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

const itemSchema = z.object({
  itemId: z.string(),
  seq: z.int(),
  rowNumber: z.int(),
  language: z.string(),
  state: z.enum(ITEM_STATES),
  output: z.record(z.string(), z.unknown()).nullable(),
  outputVersion: z.int().nullable(),
  failure: failureSchema.nullable(),
  failureGroup: z.string().nullable(),
  checks: z.array(readableVerdictSchema),
  checkedVersion: z.int().nullable(),
  cost: moneySchema,
  attempts: z.int(),
  reviewState: z.enum(REVIEW_STATES),
  route: z.enum(["regenerate", "fix-source", "drop"]).nullable().describe("Where a rejected item goes"),
  endedAt: z.string().nullable(),
});

const attemptSchema = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum(["settled", "released", "unknown"]),
  seq: z.int(),
  rowNumber: z.int(),
  language: z.string(),
  purpose: z.string(),
  outcome: z.string(),
  usage: z.object({ inputTokens: z.int(), cachedInputTokens: z.int(), outputTokens: z.int() }),
  cost: moneySchema,
  latencyMs: z.int().nullable(),
  providerRequestId: z.string().nullable(),
  batchDiscount: z.number().nullable(),
  simulated: z.boolean(),
});

const launch = authenticated
  .route({ method: "POST", path: "/batches", successStatus: 202, summary: "Launch a batch", tags })
  .input(
    termsSchema.extend({
      name: plainName(),
      ...timing,
      datasetId: z.string().optional(),
      selectionId: z
        .string()
        .optional()
        .describe("In place of a dataset: the products that it finds now become one"),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await launchOver(actor, input)));

const preview = authenticated
  .route({ method: "POST", path: "/batches/preview", summary: "What a launch would cost", tags })
  .input(scopeSchema.extend({ mode: modeSchema.default("realtime"), ...timing }))
  .output(
    z.object({
      mode: z.object({
        runsAs: runsAsSchema,
        reason: failureSchema.nullable(),
        /** How long the provider may take over a batch; `null` when it takes none. */
        windowHours: z.number().nullable(),
        /** The whole cost in either mode; `null` where there is no such mode, or no cost to tell. */
        totals: z.object({ realtime: rangeSchema.nullable(), providerBatch: rangeSchema.nullable() }),
      }),
      rowCount: z.int(),
      itemCount: z.int(),
      languages: z.array(z.string()),
      languageModels: z
        .array(
          z.object({
            language: z.string(),
            models: z.array(z.object({ id: z.string(), name: z.string() })),
          }),
        )
        .describe("The languages that ask other models than the run's, as the template names them"),
      currency: z.string(),
      paysModel: z.boolean().describe("To make the outputs, or to look at them"),
      simulated: z.boolean(),
      maxOutputTokens: z.int(),
      callBound: moneySchema.nullable(),
      cost: z
        .object({
          items: z.int(),
          perItem: rangeSchema,
          total: rangeSchema,
          durationSeconds: z.object({ low: z.number(), high: z.number() }),
          pace: paceSchema,
          basis: z.enum(["measured", "rough"]),
          tooFewRows: z.boolean().describe("Measured, but on fewer than five rows"),
          sampleItems: z.int(),
          shares: z.object({ failed: z.number(), skipped: z.number(), repaired: z.number() }),
        })
        .nullable(),
      due: dueSchema
        .nullable()
        .describe(
          "With `only`: how many items are due, of what kinds; `itemCount` and the cost are of these",
        ),
      remembered: z
        .object({ hits: z.int(), isExact: z.boolean().describe("Every row was looked at") })
        .nullable()
        .describe(
          "Items that need no call, for they are approved translations used again; the cost is of the others",
        ),
      shortBudgets: z.array(z.object({ name: z.string(), left: moneySchema })),
      approval: z
        .object({
          limit: moneySchema
            .nullable()
            .describe("Above it, in cap or expected cost, a launch of yours waits for approval; null: never"),
          budgets: z.array(z.string()).describe("Budgets whose launches need approval at this moment"),
          approvers: z.array(z.string()).describe("Who could approve it, by name"),
        })
        .describe("What decides whether the launch would wait for somebody else's word"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { mode, ...preview } = orRefuse(await previewBatch(actor, input));
    return { ...preview, mode: { ...mode, reason: readableFailure(mode.reason, locale) } };
  });

const clone = authenticated
  .route({
    method: "POST",
    path: "/batches/{id}/clone",
    successStatus: 202,
    summary: "Launch again what a batch was launched with, but for what is given",
    tags,
  })
  .input(
    idInput.extend({
      name: plainName().optional(),
      templateVersionId: z.string().optional(),
      budgetCap: moneySchema.optional(),
      startAt: z.coerce.date().optional(),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...changes } }) =>
    orRefuse(await cloneBatch(actor, id, changes)),
  );

const list = authenticated
  .route({ method: "GET", path: "/batches", summary: "List batches, newest first or in another order", tags })
  .input(
    pageInput.extend({
      status: z.union([stateSchema.transform((state) => [state]), z.array(stateSchema)]).optional(),
      launchedBy: z.string().optional(),
      datasetId: z.string().optional(),
      templateId: z.string().optional(),
      modelId: z.string().optional().describe("Also where it is the fallback"),
      sort: z.enum(BATCH_SORTS).optional(),
      search: z.string().max(200).optional(),
    }),
  )
  .output(pageOf(batchSchema))
  .handler(async ({ context: { actor, locale }, input: { status, ...input } }) => {
    const page = orRefuse(await viewBatches(actor, { ...input, state: status }));
    return { ...page, items: page.items.map((batch) => readableBatch(batch, locale)) };
  });

const get = authenticated
  .route({ method: "GET", path: "/batches/{id}", summary: "A batch as it stands", tags })
  .input(idInput)
  .output(batchSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    readableBatch(orRefuse(await viewBatch(actor, input.id)), locale),
  );

const events = authenticated
  .route({
    method: "GET",
    path: "/batches/{id}/events",
    summary: "A batch each time it changes, until it is over",
    tags,
  })
  .input(idInput)
  .output(eventIterator(batchSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    const look = async () => readableBatch(orRefuse(await viewBatch(actor, input.id)), locale);
    const hasEnded = ({ status, counts }: Awaited<ReturnType<typeof look>>) =>
      isFinal(status) && counts.running === 0;
    yield* watch({ look, hasEnded }, whileWelcome);
  });

const controlled = z.object({ id: z.string(), status: stateSchema });

const pause = authenticated
  .route({ method: "POST", path: "/batches/{id}/pause", summary: "Stop new calls", tags })
  .input(idInput)
  .output(controlled)
  .handler(async ({ context: { actor }, input }) => orRefuse(await pauseBatch(actor, input.id)));

const resume = authenticated
  .route({ method: "POST", path: "/batches/{id}/resume", summary: "Go on, with a new cap if given", tags })
  .input(idInput.extend({ budgetCap: moneySchema.optional() }))
  .output(controlled)
  .handler(async ({ context: { actor }, input }) => orRefuse(await resumeBatch(actor, input)));

const cancel = authenticated
  .route({ method: "POST", path: "/batches/{id}/cancel", summary: "End a batch for good", tags })
  .input(idInput)
  .output(controlled)
  .handler(async ({ context: { actor }, input }) => orRefuse(await cancelBatch(actor, input.id)));

const approve = authenticated
  .route({
    method: "POST",
    path: "/batches/{id}/approve",
    summary: "Let a launch that waits for it go ahead; not one's own",
    tags,
  })
  .input(idInput)
  .use(idempotent)
  .output(controlled)
  .handler(async ({ context: { actor }, input }) => orRefuse(await approveLaunch(actor, input.id)));

const refuseRoute = authenticated
  .route({
    method: "POST",
    path: "/batches/{id}/refuse",
    summary: "Refuse a launch that waits for approval; not one's own",
    tags,
  })
  .input(idInput.extend({ note: z.string().trim().min(1).max(MAX_NOTE).describe("Told to its launcher") }))
  .use(idempotent)
  .output(controlled)
  .handler(async ({ context: { actor }, input }) => orRefuse(await refuseLaunch(actor, input)));

const retry = authenticated
  .route({ method: "POST", path: "/batches/{id}/retry", summary: "Make failed items again", tags })
  .input(idInput.extend({ failureGroup: z.string().optional() }))
  .output(controlled.extend({ items: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await retryBatch(actor, input)));

const items = authenticated
  .route({ method: "GET", path: "/batches/{id}/items", summary: "Items of a batch in their order", tags })
  .input(
    pageInput.extend({
      id: z.string(),
      state: z.enum(ITEM_STATES).optional(),
      failureGroup: z.string().optional(),
      reviewState: itemSchema.shape.reviewState.optional(),
      language: z.string().optional(),
    }),
  )
  .output(pageOf(itemSchema))
  .handler(async ({ context: { actor, locale }, input: { id, ...input } }) => {
    const page = orRefuse(await viewItems(actor, id, input));
    return { ...page, items: page.items.map((item) => readableItem(item, locale)) };
  });

const item = authenticated
  .route({ method: "GET", path: "/batches/{id}/items/{seq}", summary: "An item with its row", tags })
  .input(idInput.extend({ seq: z.coerce.number().int().min(0) }))
  .output(
    itemSchema.extend({
      values: z.record(z.string(), z.string()),
      columns: z.array(z.string()).describe("Of the row, in the order of its file"),
      versions: z.array(outputVersionSchema),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) =>
    readableItem(orRefuse(await viewItem(actor, input.id, input.seq)), locale),
  );

const attempts = authenticated
  .route({ method: "GET", path: "/batches/{id}/attempts", summary: "The ledger of a batch", tags })
  .input(pageInput.extend({ id: z.string(), seq: z.coerce.number().int().min(0).optional() }))
  .output(pageOf(attemptSchema))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await viewAttempts(actor, id, input)),
  );

const failures = authenticated
  .route({ method: "GET", path: "/batches/{id}/failures", summary: "What items failed for", tags })
  .input(idInput)
  .output(
    z.object({
      items: z.array(
        z.object({
          failureGroup: z.string(),
          count: z.int(),
          sample: failureSchema.nullable(),
          lastAt: z.string(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const groups = orRefuse(await viewFailureGroups(actor, input.id));
    return { items: groups.map((group) => ({ ...group, sample: readableFailure(group.sample, locale) })) };
  });

function readableBatch(batch: BatchView, locale: Locale) {
  const { waitingFor, runsAsFor, providerBatches, approval } = batch;
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
    runsAsFor: readableFailure(runsAsFor, locale),
  };
}

function readableItem<Item extends { failure: Failure | null; checks: Verdict[] }>(
  item: Item,
  locale: Locale,
) {
  const { failure, checks } = item;
  return { ...item, failure: readableFailure(failure, locale), checks: readableVerdicts(checks, locale) };
}

export const batchesRouter = {
  launch,
  clone,
  preview,
  list,
  get,
  events,
  pause,
  resume,
  cancel,
  approve,
  refuse: refuseRoute,
  retry,
  items,
  item,
  attempts,
  failures,
};
