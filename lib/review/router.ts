import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { outputVersionSchema } from "#lib/batches/view/output-versions.ts";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import type { outputFieldSchema } from "#lib/templates/template.ts";
import { claimItems } from "./claim-items.ts";
import { decideItems } from "./decide-items.ts";
import { DECISION_KINDS, UNDO_DEPTH } from "./decision.ts";
import { releaseClaims, renewClaims } from "./hold-claims.ts";
import { listOwnDecisions } from "./list-own-decisions.ts";
import { readQueue } from "./read-queue.ts";
import { readReviewItem } from "./read-review-item.ts";

const MAX_CLAIMS = 50;
const MAX_NAMED = 200;
const tags = ["Review"];

const output = z.record(z.string(), z.unknown());
const person = z.object({ memberId: z.string(), name: z.string() });
const reviewState = z.enum(["none", "pending", "approved", "rejected", "escalated"]);
const fields = z.array(z.custom<z.output<typeof outputFieldSchema>>());

const claimSchema = z.object({
  itemId: z.string(),
  batchId: z.string(),
  rowNumber: z.number(),
  language: z.string(),
  reviewState: z.enum(["pending", "escalated"]),
  token: z.number().int(),
  outputVersion: z.number().int(),
  leaseExpiresAt: z.string(),
  source: z.record(z.string(), z.string()),
  output,
  checks: z.array(readableVerdictSchema),
  fields,
});

const claimedBatchSchema = z.object({
  batchId: z.string(),
  name: z.string(),
  templateName: z.string(),
  versionNumber: z.number().nullable(),
  guideline: z.string(),
  inputs: z.array(z.string()),
  simulated: z.boolean(),
});

const namedClaims = z.array(z.object({ itemId: z.string(), token: z.number().int() })).max(MAX_NAMED);

const claim = authenticated
  .route({ method: "POST", path: "/review/claims", summary: "Claim items to review", tags })
  .input(
    z.object({
      batchId: z.uuid().optional(),
      limit: z.number().int().min(1).max(MAX_CLAIMS).default(10),
      state: z.enum(["pending", "escalated"]).default("pending"),
      except: z.array(z.string()).max(MAX_NAMED).default([]),
      resume: z.boolean().default(false),
    }),
  )
  .output(z.object({ claims: z.array(claimSchema), batches: z.array(claimedBatchSchema) }))
  .handler(async ({ context: { actor, locale }, input }) => {
    const { claims, batches } = orRefuse(await claimItems(actor, input));
    return { claims: claims.map((claim) => readable(claim, locale)), batches };
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
          decision: z.enum(DECISION_KINDS),
          reason: z.string().max(100).optional(),
          note: z.string().max(2_000).optional(),
          output: output.optional(),
        }),
      )
      .min(1)
      .max(MAX_NAMED),
  )
  .output(
    z.object({
      results: z.array(
        z.object({
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
          item: z
            .object({
              reviewState,
              output,
              outputVersion: z.number().int(),
              token: z.number().int(),
              decidedBy: person.nullable(),
              decidedAt: z.string().nullable(),
              lastEditedBy: person.nullable(),
            })
            .optional(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({ results: orRefuse(await decideItems(actor, input)) }));

const queue = authenticated
  .route({ method: "GET", path: "/review/queue", summary: "Batches with items to review", tags })
  .input(z.object({ batchId: z.uuid().optional() }))
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
          launchedByMe: z.boolean(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    batches: orRefuse(await readQueue(actor, input.batchId)),
  }));

const pastDecision = z.object({
  id: z.string(),
  itemId: z.string(),
  decision: z.enum(DECISION_KINDS),
  by: person,
  at: z.string(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  outputVersion: z.number().int(),
  outputBefore: output.nullable(),
  outputAfter: output.nullable(),
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
      fields,
      checks: z.array(readableVerdictSchema),
      checkedVersion: z.number().int(),
      batch: claimedBatchSchema,
      claimedBy: person.nullable(),
      isPublished: z.boolean(),
      publications: z.array(
        z.object({ publicationId: z.string(), outputVersion: z.number().int(), cutoffAt: z.string() }),
      ),
      history: z.array(pastDecision),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) =>
    readable(orRefuse(await readReviewItem(actor, input.itemId)), locale),
  );

const mine = authenticated
  .route({ method: "GET", path: "/review/decisions/mine", summary: "My latest decisions", tags })
  .input(z.object({ limit: z.coerce.number().int().min(1).max(UNDO_DEPTH).default(UNDO_DEPTH) }))
  .output(z.object({ items: z.array(pastDecision.extend({ isLatest: z.boolean() })) }))
  .handler(async ({ context: { actor }, input }) => ({
    items: orRefuse(await listOwnDecisions(actor, input.limit)),
  }));

function readable<Checked extends { checks: Verdict[] }>(item: Checked, locale: Locale) {
  return { ...item, checks: readableVerdicts(item.checks, locale) };
}

export const reviewRouter = { review: { claim, heartbeat, release, decide, queue, item, mine } };
