import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { readPublished } from "../read-published.ts";
import { deliveryFailureSchema, readableDeliveryFailure } from "./delivery-failure.ts";
import { redeliver, redeliverAll } from "./redeliver.ts";
import { viewDeliveries } from "./view-deliveries.ts";

const tags = ["Publications"];
const byId = z.object({ id: z.string() });
const stateSchema = z
  .enum(["waiting", "delivered", "dead"])
  .describe("dead: tried in vain, and not again unless asked");

const list = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/deliveries",
    summary: "The items of a publication on their way to its receiver",
    tags,
  })
  .input(pageInput.extend({ id: z.string(), state: stateSchema.optional() }))
  .output(
    pageOf(
      z.object({
        id: z.string().describe("The webhook-id, the same at every try"),
        itemId: z.string(),
        key: z.string(),
        language: z.string(),
        change: z.enum(["new", "changed", "same", "removed", "restored"]),
        state: stateSchema,
        attempts: z.int(),
        failure: deliveryFailureSchema.nullable(),
        nextAt: z.string().describe("When one that waits is sent at the earliest"),
        createdAt: z.string(),
        endedAt: z.string().nullable(),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await viewDeliveries(actor, input));
    return {
      ...page,
      items: page.items.map((item) => ({ ...item, failure: readableDeliveryFailure(item.failure, locale) })),
    };
  });

const one = authenticated
  .route({
    method: "POST",
    path: "/deliveries/{id}/redeliver",
    summary: "Send an item to its receiver again, under its id",
    tags,
  })
  .input(byId)
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await redeliver(actor, input.id)));

const all = authenticated
  .route({
    method: "POST",
    path: "/publications/{id}/redeliver",
    summary: "Send what of a publication was given up again, or all of it",
    description: "What something newer of the same product has overtaken is left.",
    tags,
  })
  .input(byId.extend({ which: z.enum(["dead", "all"]).default("dead") }))
  .use(idempotent)
  .output(z.object({ sent: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await redeliverAll(actor, input)));

const published = authenticated
  .route({
    method: "GET",
    path: "/published",
    summary: "What stands in the channels, for systems that pull",
    description:
      "From the start, or from where an earlier answer ended: give its nextCursor as since (or cursor). Of each channel, key and language what is so by now, once; what was taken down comes as removed. nextCursor is always given; an answer without items is the end for now. Nothing is missed or given twice, whatever is published meanwhile.",
    tags,
  })
  .input(
    pageInput.extend({
      since: z.string().optional().describe("Where an earlier answer ended"),
      channelId: z.uuid().optional().describe("Of one channel; of all by default"),
    }),
  )
  .output(
    z.object({
      items: z.array(
        z.union([
          z.object({
            channelId: z.string(),
            key: z.string(),
            language: z.string(),
            itemId: z.string(),
            version: z.int().describe("Of the output"),
            fields: z.record(z.string(), z.unknown()),
            ai_generated: z.literal(true),
            ai_label: z.string(),
            simulated: z.literal(true).optional(),
          }),
          z.object({
            channelId: z.string(),
            key: z.string(),
            language: z.string(),
            removed: z.literal(true),
          }),
        ]),
      ),
      nextCursor: z.string(),
    }),
  )
  .handler(async ({ context: { actor }, input: { since, cursor, ...input } }) =>
    orRefuse(await readPublished(actor, { ...input, since: cursor ?? since })),
  );

export const deliveriesRouter = { deliveries: { list, redeliver: one, redeliverAll: all }, published };
