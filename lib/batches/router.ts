import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { REVIEW_STATES } from "#lib/checks/first-review-state.ts";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { costPartsSchema, costRangeSchema } from "#lib/estimates/cost-range-schema.ts";
import { paceSchema } from "#lib/estimates/pace-schema.ts";
import type { Failure } from "#lib/failure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { watch } from "#lib/watch.ts";
import {
  batchSchema,
  batchStateSchema,
  languageModelsSchema,
  readableBatch,
  runsAsSchema,
} from "./batch-schema.ts";
import { BATCH_SORTS } from "./batch-sort.ts";
import { isFinal } from "./batch-state.ts";
import { dueSchema } from "./due/due-kind.ts";
import { ITEM_STATES } from "./item-state.ts";
import { cloneBatch } from "./launch/clone-batch.ts";
import { approveLaunch, refuseLaunch } from "./launch/decide-launch.ts";
import { launchOver } from "./launch/launch-selection.ts";
import { scopeSchema, termsSchema } from "./launch/launch-terms.ts";
import { previewBatch } from "./launch/preview-batch.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from "./run/control-batch.ts";
import { outputVersionSchema } from "./view/output-versions.ts";
import { viewBatch, viewBatches } from "./view/view-batch.ts";
import { viewAttempts, viewFailureGroups, viewItem, viewItems } from "./view/view-items.ts";

const tags = ["Batches"];
const MAX_NOTE = 1_000;
const idInput = z.object({ id: z.string() });
const modeSchema = termsSchema.shape.mode.unwrap();
const timing = { deadline: z.coerce.date().optional(), startAt: z.coerce.date().optional() };

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
  purpose: z.enum(["generate", "repair", "check", "embed"]),
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
        .describe(
          "In place of a dataset: the products that it finds now become one. The batch is `scheduled` and waits for `waits_for_rows` meanwhile; what they are refused for then is told as its `notLaunchedFor`",
        ),
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
        totals: z.object({ realtime: costRangeSchema.nullable(), providerBatch: costRangeSchema.nullable() }),
      }),
      rowCount: z.int(),
      itemCount: z.int(),
      languages: z.array(z.string()),
      languageModels: languageModelsSchema,
      currency: z.string(),
      paysModel: z.boolean().describe("To make the outputs, or to look at them"),
      simulated: z.boolean(),
      maxOutputTokens: z.int(),
      callBound: moneySchema.nullable(),
      cost: z
        .object({
          items: z.int(),
          perItem: costRangeSchema,
          total: costRangeSchema,
          durationSeconds: z.object({ low: z.number(), high: z.number() }),
          pace: paceSchema,
          basis: z.enum(["measured", "rough"]),
          tooFewRows: z.boolean().describe("Measured, but on fewer than five rows"),
          sampleItems: z.int(),
          shares: z.object({ failed: z.number(), skipped: z.number(), repaired: z.number() }),
          parts: costPartsSchema,
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
      status: z.union([batchStateSchema.transform((state) => [state]), z.array(batchStateSchema)]).optional(),
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

const controlled = z.object({ id: z.string(), status: batchStateSchema });

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
