import { z } from "zod";
import type { EventRow } from "#db/queries/notifications/events.ts";
import { log } from "#lib/observability/log.ts";
import type { EventKind } from "./event-kind.ts";

const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
const ofBatch = { name: z.string(), launchedBy: z.string() };
const by = z.string().nullable();

const factsSchemas = {
  "batch.finished": z.object({
    ...ofBatch,
    status: z.enum(["succeeded", "failed", "cancelled"]),
    succeeded: z.number(),
    failed: z.number(),
    skipped: z.number(),
    by,
  }),
  "batch.paused": z.object({ ...ofBatch, reason: failureSchema, by }),
  "launch.waiting": z.object({
    ...ofBatch,
    cap: z.string(),
    expected: z.string().nullable(),
    currency: z.string(),
  }),
  "launch.decided": z.object({
    ...ofBatch,
    decision: z.enum(["approved", "refused"]),
    note: z.string().nullable(),
    by: z.string(),
  }),
  "budget.crossed": z.object({
    by: z.enum(["budget", "cap"]),
    name: z.string(),
    share: z.number(),
    basis: z.enum(["actual", "forecast"]).default("actual"),
    /** What follows of it. */
    action: z.enum(["notify", "ask-approval", "stop"]).default("notify"),
    /** Where its month was heading; only of a forecast. */
    forecast: z.string().optional(),
    spent: z.string(),
    amount: z.string(),
    currency: z.string(),
  }),
  "review.waiting": z.object(ofBatch),
  "delivery.dead": z.object({
    name: z.string(),
    failure: failureSchema,
    toMembersOnly: z.boolean().default(false),
    /** It is a channel's receiver that took not everything, and not a target of notifications. */
    isChannel: z.boolean().default(false),
    publishedBy: z.string().nullable().default(null),
  }),
};

type FactsSchemas = typeof factsSchemas;

/** Something that happened, as it is told. */
export type NotedEvent = {
  [Kind in EventKind]: {
    id: string;
    kind: Kind;
    subjectId: string;
    at: Date;
    facts: z.output<FactsSchemas[Kind]>;
  };
}[EventKind];

/** A stored event with its facts read; `null`, with an error in the log, where they are not those of its kind. */
export function readEvent({ id, kind, subjectId, at, facts }: EventRow): NotedEvent | null {
  const read = factsSchemas[kind].safeParse(facts);
  if (read.success) return { id, kind, subjectId, at, facts: read.data } as NotedEvent;
  log.error({ event: id, kind, err: read.error }, "a noted event cannot be read");
  return null;
}
