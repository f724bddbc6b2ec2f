import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { outputVersionSchema } from "#lib/batches/view/output-versions.ts";
import { REVIEW_STATES } from "#lib/checks/first-review-state.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { claimItems } from "./claim-items.ts";
import { releaseClaims, renewClaims } from "./claim-leases.ts";
import { claimedBatchSchema, claimSchema, withReadableChecks } from "./claim-schema.ts";
import { decideItems } from "./decide-items.ts";
import { CLAIMED_DECISIONS, DECISION_KINDS, UNDO_DEPTH } from "./decision.ts";
import { listOwnDecisions } from "./list-own-decisions.ts";
import { overrideCheck } from "./override-check.ts";
import { personSchema } from "./person-schema.ts";
import { practiceRouter } from "./practice/router.ts";
import { RISKS } from "./queue-order.ts";
import { MOST_COUNTED, readQueue } from "./read-queue.ts";
import { readReviewItem } from "./read-review-item.ts";
import { regenerationsRouter } from "./regeneration/router.ts";
import { rejectItems } from "./reject-items.ts";
import { REJECT_ROUTES } from "./reject-reason.ts";
import { reopenItem } from "./reopen-item.ts";
import { sourcesRouter } from "./sources/router.ts";
import { viewProgress } from "./view-progress.ts";
import { EMPTY_REASONS } from "./why-empty.ts";
import { writeMessage } from "./write-message.ts";

const MAX_CLAIMS = 50;
const MAX_NAMED = 200;
const tags = ["Review"];

const output = z.record(z.string(), z.unknown());
const reviewState = z.enum(REVIEW_STATES);
const route = z.enum(REJECT_ROUTES);

const queueFilter = {
  language: z.string().max(35).optional(),
  templateId: z.uuid().optional(),
  risk: z.enum(RISKS).optional().describe("What the checks said of it at worst"),
};

const namedClaims = z.array(z.object({ itemId: z.string(), token: z.number().int() })).max(MAX_NAMED);

const claim = authenticated
  .route({ method: "POST", path: "/review/claims", summary: "Claim items to review", tags })
  .input(
    z.object({
      batchId: z.uuid().optional(),
      limit: z.number().int().min(1).max(MAX_CLAIMS).default(10),
      state: z.enum(["pending", "escalated"]).default("pending"),
      ...queueFilter,
      except: z.array(z.string()).max(MAX_NAMED).default([]),
      resume: z.boolean().default(false),
      first: z
        .string()
        .optional()
        .describe("An item that is handed out before all others of its batch, if it can be"),
    }),
  )
  .output(
    z.object({
      claims: z.array(claimSchema),
      batches: z.array(claimedBatchSchema),
      empty: z.enum(EMPTY_REASONS).nullable().describe("Why there is nothing, where there is nothing"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { claims, ...handed } = orRefuse(await claimItems(actor, input));
    return { claims: claims.map((claim) => withReadableChecks(claim, locale)), ...handed };
  });

const heartbeat = authenticated
  .route({ method: "POST", path: "/review/heartbeats", summary: "Keep claims for five more minutes", tags })
  .input(z.object({ claims: namedClaims }))
  .output(
    z.object({
      results: z.array(
        z.object({
          itemId: z.string(),
          status: z.enum(["held", "lost"]),
          leaseExpiresAt: z.string().nullable(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    results: orRefuse(await renewClaims(actor, input.claims)),
  }));

const release = authenticated
  .route({ method: "POST", path: "/review/releases", summary: "Give claims back", tags })
  .input(z.object({ claims: namedClaims }))
  .output(z.object({ released: z.number().int() }))
  .handler(async ({ context: { actor }, input }) => ({
    released: orRefuse(await releaseClaims(actor, input.claims)),
  }));

const decisionResult = z.object({
  itemId: z.string(),
  status: z.enum(["accepted", "conflict", "forbidden", "stale", "invalid", "not_found"]),
  code: z.string().optional(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        code: z.string(),
        params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      }),
    )
    .optional(),
  blockedBy: z
    .array(z.string())
    .optional()
    .describe("With `blocked_by_check`: the kinds of check that have to be overridden first"),
  item: z
    .object({
      reviewState,
      output,
      outputVersion: z.number().int(),
      token: z.number().int(),
      route: route.nullable(),
      decidedBy: personSchema.nullable(),
      decidedAt: z.string().nullable(),
      lastEditedBy: personSchema.nullable(),
    })
    .optional(),
});

const decide = authenticated
  .route({
    method: "POST",
    path: "/review/decisions",
    summary: "Decide on claimed items",
    description: "Each decision stands or falls on its own; one that was already made is accepted again.",
    tags,
  })
  .input(
    z
      .array(
        z.object({
          requestId: z.uuid().optional(),
          itemId: z.string(),
          token: z.number().int(),
          outputVersion: z.number().int(),
          decision: z.enum(CLAIMED_DECISIONS),
          reason: z.string().max(100).optional(),
          note: z.string().max(2_000).optional(),
          route: route.optional().describe("With `reject`: where the item goes. Default: its reason's route"),
          output: output.optional(),
        }),
      )
      .min(1)
      .max(MAX_NAMED),
  )
  .output(z.object({ results: z.array(decisionResult) }))
  .handler(async ({ context: { actor }, input }) => ({ results: orRefuse(await decideItems(actor, input)) }));

const reject = authenticated
  .route({
    method: "POST",
    path: "/review/rejections",
    summary: "Reject items from a list, all for one reason",
    description: "Needs no claims: what somebody else is reading is left to them.",
    tags,
  })
  .input(
    z.object({
      items: z
        .array(z.object({ itemId: z.string(), outputVersion: z.number().int() }))
        .min(1)
        .max(MAX_NAMED),
      reason: z.string().max(100),
      note: z.string().max(2_000).optional(),
      route: route.optional().describe("Default: the reason's route"),
    }),
  )
  .output(z.object({ results: z.array(decisionResult) }))
  .handler(async ({ context: { actor }, input }) => ({ results: orRefuse(await rejectItems(actor, input)) }));

const override = authenticated
  .route({
    method: "POST",
    path: "/review/overrides",
    summary: "Let what a check blocks pass, with a reason",
    description: "Holds for the output as it stands: another text is blocked anew.",
    tags,
  })
  .input(
    z.object({
      itemId: z.string(),
      check: z.string().max(100).describe("The kind of check"),
      reason: z.string().trim().min(1).max(2_000),
    }),
  )
  .output(z.object({ itemId: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await overrideCheck(actor, input)));

const queue = authenticated
  .route({ method: "GET", path: "/review/queue", summary: "Batches with items to review", tags })
  .input(z.object({ batchId: z.uuid().optional(), ...queueFilter }))
  .output(
    z.object({
      batches: z.array(
        z.object({
          batchId: z.string(),
          name: z.string(),
          simulated: z.boolean(),
          createdAt: z.string(),
          pending: z.number().int(),
          escalated: z.number().int(),
          approved: z.number().int(),
          rejected: z.number().int(),
          held: z.number().int(),
          inLot: z.number().int().describe("Waiting for what the samples of their lots say"),
          launchedByMe: z.boolean(),
          templateId: z.string(),
          templateName: z.string(),
          languages: z.array(z.string()),
          isNew: z.boolean().describe("No earlier batch had this template with this model"),
          isForMe: z
            .boolean()
            .describe("Not launched by the asker, and in languages and categories they review"),
          pendingForMe: z
            .int()
            .describe(
              `Of those pending, what is assigned to the asker; a part of a batch is counted to ${MOST_COUNTED}`,
            ),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    batches: orRefuse(await readQueue(actor, input)),
  }));

const pastDecision = z.object({
  id: z.string(),
  itemId: z.string(),
  decision: z.enum(DECISION_KINDS),
  by: personSchema,
  at: z.string(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  route: route.nullable(),
  outputVersion: z.number().int(),
  outputBefore: output.nullable(),
  outputAfter: output.nullable(),
});

const pastOverride = z.object({
  check: z.string(),
  outputVersion: z.int(),
  checkVersion: z.string(),
  reason: z.string(),
  by: personSchema,
  at: z.string(),
});

const pastRegeneration = z.object({
  id: z.string(),
  cause: z.enum(["rejection", "source"]),
  state: z.enum(["queued", "running", "succeeded", "failed", "withdrawn"]),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  askedBy: personSchema,
  askedAt: z.string(),
  fromVersion: z.int(),
  toVersion: z.int().nullable(),
  failure: failureSchema.nullable(),
  spent: moneySchema,
  unknownSpend: moneySchema,
  endedAt: z.string().nullable(),
});

const item = authenticated
  .route({ method: "GET", path: "/review/items/{itemId}", summary: "An item and its past", tags })
  .input(z.object({ itemId: z.string() }))
  .output(
    z.object({
      itemId: z.string(),
      rowNumber: z.number(),
      language: z.string(),
      reviewState,
      output,
      outputVersion: z.number().int(),
      versions: z.array(outputVersionSchema),
      source: z.record(z.string(), z.string()),
      fields: claimSchema.shape.fields,
      checks: claimSchema.shape.checks,
      isBlind: z.boolean(),
      checkedVersion: z.number().int(),
      batch: claimedBatchSchema,
      passages: z
        .array(z.object({ text: z.string(), document: z.string(), section: z.string() }))
        .describe("The passages of collections that it was written from"),
      guideline: z
        .string()
        .nullable()
        .describe("The template's requirements, rendered for the row; `null` where they can't be"),
      claimedBy: personSchema.nullable(),
      isPublished: z.boolean(),
      publications: z.array(
        z.object({ publicationId: z.string(), outputVersion: z.number().int(), cutoffAt: z.string() }),
      ),
      published: z
        .object({
          itemId: z.string(),
          output,
          outputVersion: z.number().int(),
          publishedAt: z.string(),
        })
        .nullable()
        .describe("What is out for this row and language, by whichever batch"),
      route: route.nullable(),
      triesLeft: claimSchema.shape.triesLeft,
      openBlocks: claimSchema.shape.openBlocks,
      mayOverride: z.boolean().describe("Whether the reader may override a block of it"),
      overrides: z.array(pastOverride),
      regenerations: z.array(pastRegeneration),
      history: z.array(pastDecision),
      messages: z
        .array(
          z.object({
            id: z.string(),
            by: personSchema,
            at: z.string(),
            text: z.string(),
            outputVersion: z.number().int(),
          }),
        )
        .describe("What was written about it while it was escalated"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const found = withReadableChecks(orRefuse(await readReviewItem(actor, input.itemId)), locale);
    const regenerations = found.regenerations.map(({ failure, ...one }) => ({
      ...one,
      failure: failure && readableFailure(failure, locale),
    }));
    return { ...found, regenerations };
  });

const reopen = authenticated
  .route({
    method: "POST",
    path: "/review/items/{itemId}/reopen",
    summary: "Send a decided item that is not published back to review",
    tags,
  })
  .input(z.object({ itemId: z.string(), note: z.string().trim().min(1).max(2_000) }))
  .output(z.object({ itemId: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await reopenItem(actor, input)));

const message = authenticated
  .route({
    method: "POST",
    path: "/review/items/{itemId}/messages",
    summary: "Write about an escalated item",
    tags,
  })
  .input(z.object({ itemId: z.string(), text: z.string().trim().min(1).max(2_000) }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await writeMessage(actor, input)));

const mine = authenticated
  .route({ method: "GET", path: "/review/decisions/mine", summary: "My latest decisions", tags })
  .input(z.object({ limit: z.coerce.number().int().min(1).max(UNDO_DEPTH).default(UNDO_DEPTH) }))
  .output(
    z.object({
      items: z.array(
        pastDecision.extend({
          isLatest: z.boolean(),
          item: z
            .object({
              rowNumber: z.number().int(),
              language: z.string(),
              batchName: z.string(),
              reviewState,
              isPublished: z.boolean(),
              hasMessages: z.boolean(),
              words: z.string().describe("How its output begins"),
            })
            .nullable()
            .describe("As it stands by now; `null` where its output was removed"),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    items: orRefuse(await listOwnDecisions(actor, input.limit)),
  }));

const progress = authenticated
  .route({
    method: "GET",
    path: "/review/progress",
    summary: "What people have decided since a moment",
    description: "One's own; of everybody for those who may reopen what was decided.",
    tags,
  })
  .input(z.object({ since: z.iso.datetime({ offset: true }) }))
  .output(
    z.object({
      people: z.array(
        personSchema.extend({
          decided: z.int(),
          approved: z.int(),
          rejected: z.int(),
          edited: z.int(),
          escalated: z.int(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    people: orRefuse(await viewProgress(actor, new Date(input.since))),
  }));

export const reviewRouter = {
  claim,
  heartbeat,
  release,
  decide,
  reject,
  override,
  queue,
  item,
  reopen,
  message,
  mine,
  progress,
  practice: practiceRouter,
  ...sourcesRouter,
  ...regenerationsRouter,
};
