import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { LABELS } from "./label.ts";
import { approveLabel, requestLabel, withdrawLabel } from "./move-label.ts";

const tags = ["Templates"];
const placeInput = z.object({ id: z.string(), label: z.enum(LABELS) });

const request = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/labels/{label}",
    successStatus: 202,
    summary: "Ask for a label to be moved to a version; it waits for somebody else's approval",
    tags,
  })
  .input(placeInput.extend({ versionId: z.string(), note: z.string().max(2_000).optional() }))
  .use(idempotent)
  .output(z.object({ status: z.literal("pending"), versionId: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) => ({
    status: "pending" as const,
    ...orRefuse(await requestLabel(actor, { templateId: id, ...input })),
  }));

const approve = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/labels/{label}/approve",
    summary: "Move a label to where somebody else asked for",
    tags,
  })
  .input(
    placeInput.extend({
      versionId: z.string().optional().describe("That was seen; another one is a conflict"),
    }),
  )
  .output(z.object({ status: z.literal("approved"), versionId: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) => ({
    status: "approved" as const,
    ...orRefuse(await approveLabel(actor, { templateId: id, ...input })),
  }));

const withdraw = authenticated
  .route({
    method: "POST",
    path: "/templates/{id}/labels/{label}/withdraw",
    summary: "Take back what was asked for: the label stays where it is",
    tags,
  })
  .input(placeInput)
  .output(z.object({ status: z.literal("withdrawn") }))
  .handler(async ({ context: { actor }, input: { id, label } }) => {
    orRefuse(await withdrawLabel(actor, { templateId: id, label }));
    return { status: "withdrawn" as const };
  });

/** A label as the API tells it. */
export const labelSchema = z.object({
  label: z.enum(LABELS),
  current: z
    .object({
      versionId: z.string(),
      number: z.int(),
      movedAt: z.date().nullable(),
      movedBy: z.string().nullable(),
    })
    .nullable(),
  pending: z
    .object({
      versionId: z.string(),
      number: z.int(),
      note: z.string().nullable(),
      requestedAt: z.date(),
      requestedBy: z.object({ memberId: z.string(), name: z.string().nullable() }),
    })
    .nullable(),
});

export const labelsRouter = { request, approve, withdraw };
