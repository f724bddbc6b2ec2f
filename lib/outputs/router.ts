import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { askBulkAction, previewBulkAction } from "./ask-bulk-action.ts";
import { BULK_DEEDS } from "./bulk-action.ts";
import { outputFilterShape } from "./filter-schema.ts";
import { listOutputs, type OutputView } from "./list-outputs.ts";
import {
  type BulkActionView,
  listBulkActions,
  listBulkFailures,
  readBulkAction,
  watchBulkAction,
} from "./read-bulk-actions.ts";
import { takeBackBulkAction } from "./take-back-bulk-action.ts";

const tags = ["Outputs"];

const outputSchema = z.object({
  itemId: z.string(),
  batch: z.object({ id: z.string(), name: z.string() }),
  template: z.object({ id: z.string(), name: z.string(), version: z.number().nullable() }),
  seq: z.int(),
  rowNumber: z.int(),
  language: z.string(),
  output: z.record(z.string(), z.unknown()),
  outputVersion: z.int(),
  state: z.string().describe("Where it stands with its human audit"),
  reason: z.string().nullable().describe("What it was rejected for, of a rejected one"),
  checks: z.array(readableVerdictSchema),
  isBlind: z.boolean().describe("What the checks found is not shown, to see how much it sways who decides"),
  checkedVersion: z.int().describe("The version of the output that the checks speak of"),
  cost: moneySchema,
  simulated: z.boolean(),
  endedAt: z.string(),
  decidedAt: z.string().nullable(),
});

const list = authenticated
  .route({
    method: "GET",
    path: "/outputs",
    summary: "Outputs of all batches, those of the newest batch first",
    description:
      "All that is asked for has to hold. A page may have fewer items than `limit`, or none, while there is a `nextCursor`: looking through what no index knows is done in steps.",
    tags,
  })
  .input(pageInput.extend(outputFilterShape))
  .output(
    pageOf(outputSchema).extend({
      notIndexed: z.int().describe("Outputs that are too new to be found by text or check yet, up to 10,000"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { limit, cursor, ...filter } }) => {
    const page = orRefuse(await listOutputs(actor, filter, { limit, cursor }));
    return { ...page, items: page.items.map((output) => readableOutput(output, locale)) };
  });

const MOST_NAMED = 1_000;

const whichInput = {
  filter: z
    .strictObject(outputFilterShape)
    .optional()
    .describe("As of GET /outputs; one that says nothing is refused"),
  itemIds: z
    .array(z.string())
    .min(1)
    .max(MOST_NAMED)
    .optional()
    .describe("In place of a filter: these outputs"),
};

const regenerationSchema = z.object({
  count: z.int().describe("Outputs that would be made anew"),
  expected: z.array(moneySchema).describe("About what that costs, by currency"),
  unknown: z.int().describe("Outputs of which nothing tells what they would cost"),
  ofOwn: z.int().describe("Outputs of batches that the asker launched: others decide on them"),
  batches: z
    .array(
      z.object({
        batchId: z.string(),
        name: z.string(),
        count: z.int(),
        expected: moneySchema.nullable(),
        left: moneySchema.describe("What calls may still cost under its cap: more is never spent"),
        exceedsCap: z.boolean(),
      }),
    )
    .describe("Those with the most outputs first, 20 at most"),
});

const deed = z.enum(BULK_DEEDS);

const preview = authenticated
  .route({
    method: "POST",
    path: "/outputs/bulk/preview",
    summary:
      "Count the outputs of a filter, with samples and what they have cost, before something is done with them",
    tags,
  })
  .input(z.object({ ...whichInput, do: deed }))
  .output(
    z.object({
      count: z.int(),
      samples: z.array(outputSchema),
      spent: z.array(moneySchema).describe("What these outputs have cost, by currency"),
      regeneration: regenerationSchema
        .nullable()
        .describe("Of an action that rejects: what it costs where they are made anew for it"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { samples, ...found } = orRefuse(await previewBulkAction(actor, input));
    return { ...found, samples: samples.map((output) => readableOutput(output, locale)) };
  });

const ask = authenticated
  .route({
    method: "POST",
    path: "/outputs/bulk",
    successStatus: 202,
    summary: "Do something with every output that answers to a filter at this moment",
    description:
      "A job does it with the outputs and versions found now, each on its own merits: what has changed since, somebody else is reading or the asker may not decide on stays as it is and is told by `/failures`.",
    tags,
  })
  .input(
    z.object({
      ...whichInput,
      do: deed,
      reason: z
        .string()
        .max(100)
        .optional()
        .describe(
          "With `reject` and `regenerate`: the code or key of a reason. Without one, and with a filter by `reason` or of what is `rejected`, each output is made anew for its own",
        ),
      note: z.string().max(2_000).optional(),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string(), count: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await askBulkAction(actor, input)));

const actionSchema = z.object({
  id: z.string(),
  do: z.enum([...BULK_DEEDS, "take-back"]),
  filter: z.record(z.string(), z.string()),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  status: z.enum(["queued", "running", "succeeded", "failed"]),
  failure: failureSchema.nullable(),
  count: z.int(),
  done: z.int().describe("Of these, those that were come to, failed ones included"),
  failed: z.int().describe("Those that stayed as they were"),
  regeneration: z
    .object({
      asked: z.int(),
      open: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      withdrawn: z.int(),
      spent: z.array(moneySchema).describe("Billed, possibly billed ones included, by currency"),
      failures: z.array(z.object({ count: z.int(), failure: failureSchema })),
    })
    .nullable()
    .describe("What came of the outputs that it had made anew"),
  canTakeBack: z.boolean().describe("Whether the reader may take it back now"),
  takenBackBy: z.string().nullable().describe("The action that takes it back"),
  askedBy: z.object({ memberId: z.string(), name: z.string() }),
  askedAt: z.string(),
  finishedAt: z.string().nullable(),
});

const actions = authenticated
  .route({ method: "GET", path: "/outputs/bulk", summary: "Bulk actions, newest first", tags })
  .input(pageInput)
  .output(pageOf(actionSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await listBulkActions(actor, input));
    return { ...page, items: page.items.map((action) => readableAction(action, locale)) };
  });

const byId = z.object({ id: z.uuid() });

const action = authenticated
  .route({
    method: "GET",
    path: "/outputs/bulk/{id}",
    summary: "A bulk action and how far it has come",
    tags,
  })
  .input(byId)
  .output(actionSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    readableAction(orRefuse(await readBulkAction(actor, input.id)), locale),
  );

const takeBack = authenticated
  .route({
    method: "POST",
    path: "/outputs/bulk/{id}/take-back",
    successStatus: 202,
    summary: "Take back a bulk action that rejected outputs",
    description:
      "Each output stands again as it did, with the text it had; what was decided on or edited since stays. Only who asked for it may.",
    tags,
  })
  .input(byId)
  .use(idempotent)
  .output(z.object({ id: z.string(), count: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await takeBackBulkAction(actor, input.id)));

const events = authenticated
  .route({
    method: "GET",
    path: "/outputs/bulk/{id}/events",
    summary: "A bulk action, now and whenever it changes",
    tags,
  })
  .input(byId)
  .output(eventIterator(actionSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    for await (const found of watchBulkAction(actor, input.id, whileWelcome))
      yield readableAction(orRefuse(found), locale);
  });

const failures = authenticated
  .route({
    method: "GET",
    path: "/outputs/bulk/{id}/failures",
    summary: "The outputs that a bulk action left as they were, and why",
    tags,
  })
  .input(pageInput.extend(byId.shape))
  .output(pageOf(z.object({ itemId: z.string(), reason: failureSchema })))
  .handler(async ({ context: { actor, locale }, input: { id, ...page } }) => {
    const { items, nextCursor } = orRefuse(await listBulkFailures(actor, id, page));
    const told = items.flatMap(({ itemId, reason: { code } }) => {
      const reason = readableFailure({ code }, locale);
      return reason ? [{ itemId, reason }] : [];
    });
    return { items: told, nextCursor };
  });

export const outputsRouter = {
  list,
  bulk: { preview, ask, list: actions, get: action, takeBack, events, failures },
};

function readableOutput(output: OutputView, locale: Locale) {
  return { ...output, checks: readableVerdicts(output.checks, locale) };
}

function readableAction(action: BulkActionView, locale: Locale) {
  const { regeneration } = action;
  const failures = regeneration?.failures.flatMap(({ count, failure }) => {
    const readable = readableFailure(failure, locale);
    return readable ? [{ count, failure: readable }] : [];
  });
  return {
    ...action,
    failure: readableFailure(action.failure, locale),
    regeneration: regeneration && { ...regeneration, failures: failures ?? [] },
  };
}
