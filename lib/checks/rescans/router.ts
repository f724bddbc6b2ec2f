import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { readableVerdictSchema, readableVerdicts } from "../readable-verdict.ts";
import { rescanScopeSchema } from "./rescan-scope.ts";
import { cancelRescan, previewRescan, startRescan } from "./start-rescan.ts";
import { type RescanView, viewNewlyBlocked, viewRescan, viewRescans, watchRescan } from "./view-rescans.ts";

const tags = ["Checks"];
const idInput = z.object({ id: z.string() });

const rescanSchema = z.object({
  id: z.string(),
  status: z.enum(["running", "succeeded", "failed", "cancelled"]),
  failure: failureSchema.nullable(),
  scope: rescanScopeSchema,
  lexicons: z
    .array(z.object({ id: z.string(), name: z.string(), version: z.int() }))
    .describe("The versions that every output of it is checked by"),
  outputs: z.int().describe("As counted when it began"),
  judging: z
    .object({ cap: moneySchema, spent: moneySchema })
    .nullable()
    .describe("What may be spent on models, and what is spent or held by now; `null`: none is asked"),
  checked: z.int(),
  newlyBlocked: z.int(),
  newlyWarned: z.int(),
  cleared: z.int().describe("Outputs that nothing is said against any more"),
  createdBy: z.string().nullable(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});

const preview = authenticated
  .route({
    method: "POST",
    path: "/rescans/preview",
    summary: "How many outputs a re-scan would look at",
    tags,
  })
  .input(rescanScopeSchema)
  .output(
    z.object({
      outputs: z.int(),
      batches: z.int(),
      judging: z
        .object({
          calls: z.int().describe("About"),
          cap: moneySchema.describe("The most that they may cost"),
        })
        .nullable()
        .describe("What asking models about them comes to; `null`: no check asks one"),
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await previewRescan(actor, input)));

const start = authenticated
  .route({
    method: "POST",
    path: "/rescans",
    successStatus: 202,
    summary: "Check outputs anew with lexicons as they are now",
    tags,
  })
  .input(
    rescanScopeSchema.safeExtend({
      judgeCap: moneySchema
        .optional()
        .describe("Asks models too, and spends no more on them; without it what they have said stays"),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string(), outputs: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await startRescan(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/rescans", summary: "Re-scans, newest first", tags })
  .input(pageInput.extend({ lexiconId: z.uuid().optional() }))
  .output(pageOf(rescanSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const { items, nextCursor } = orRefuse(await viewRescans(actor, input));
    return { items: items.map((rescan) => readable(rescan, locale)), nextCursor };
  });

const get = authenticated
  .route({ method: "GET", path: "/rescans/{id}", summary: "A re-scan", tags })
  .input(idInput)
  .output(rescanSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    readable(orRefuse(await viewRescan(actor, input.id)), locale),
  );

const events = authenticated
  .route({ method: "GET", path: "/rescans/{id}/events", summary: "A re-scan as it goes on", tags })
  .input(idInput)
  .output(eventIterator(rescanSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    for await (const found of watchRescan(actor, input.id, whileWelcome))
      yield readable(orRefuse(found), locale);
  });

const outputs = authenticated
  .route({
    method: "GET",
    path: "/rescans/{id}/outputs",
    summary: "What a re-scan blocked that was not blocked before",
    tags,
  })
  .input(idInput.extend(pageInput.shape))
  .output(
    pageOf(
      z.object({
        itemId: z.string(),
        batchId: z.string(),
        batchName: z.string(),
        rowNumber: z.int(),
        language: z.string(),
        outputVersion: z.int(),
        reviewState: z.enum(["none", "in-lot", "pending", "approved", "rejected", "escalated"]),
        isPublished: z.boolean(),
        findings: z.array(readableVerdictSchema),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input: { id, ...page } }) => {
    const { items, nextCursor } = orRefuse(await viewNewlyBlocked(actor, id, page));
    return {
      items: items.map(({ seq, version, findings, ...item }) => ({
        ...item,
        itemId: `${item.batchId}.${seq}`,
        outputVersion: version,
        findings: readableVerdicts(findings, locale),
      })),
      nextCursor,
    };
  });

const cancel = authenticated
  .route({ method: "POST", path: "/rescans/{id}/cancel", summary: "Stop a re-scan", tags })
  .input(idInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await cancelRescan(actor, input.id)));

function readable({ failure, ...rescan }: RescanView, locale: Locale) {
  return { ...rescan, failure: failure && readableFailure(failure, locale) };
}

export const rescansRouter = { preview, start, list, get, events, outputs, cancel };
