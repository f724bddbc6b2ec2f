import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { INSPECTION_LEVELS } from "#lib/checks/sampling-plan.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { personSchema } from "../person-schema.ts";
import { holdLot, releaseLot } from "./move-lot.ts";
import { viewLot, viewLots } from "./view-lots.ts";

const tags = ["Lots"];

const stillPasses = z.object({ badShare: z.number(), probability: z.number() });

const lotSchema = z.object({
  id: z.string(),
  batchId: z.string(),
  number: z.int(),
  language: z.string(),
  state: z
    .enum(["sampling", "accepted", "rejected", "released", "held"])
    .describe("`accepted` waits for its release; all of a `rejected` one is read"),
  aql: z.string().describe("Acceptable quality limit in percent"),
  level: z.enum(INSPECTION_LEVELS),
  severity: z.enum(["normal", "tightened", "reduced", "discontinued"]),
  codeLetter: z.string(),
  size: z.int(),
  sample: z.int(),
  accept: z.int(),
  reject: z.int(),
  decided: z.int().describe("Of the sample"),
  defects: z.int().describe("Of the sample: rejected, or not approved without an edit"),
  verdict: z.enum(["accepted", "rejected"]).nullable(),
  stillPasses: stillPasses.describe(
    "The share of bad outputs with which it would still be accepted, and how probably",
  ),
  critical: z
    .object({ sample: z.int(), decided: z.int(), defects: z.int(), stillPasses })
    .nullable()
    .describe("What is read to find critical defects, its sample among it: none may have one"),
  launchedByMe: z.boolean(),
  movedBy: personSchema.nullable(),
  note: z.string().nullable(),
  createdAt: z.string(),
  verdictAt: z.string().nullable(),
  movedAt: z.string().nullable(),
  publishableAt: z
    .string()
    .nullable()
    .describe("When what was released is approved; until then it can be held"),
  settledAt: z.string().nullable().describe("From when what is approved of it may be published"),
});

const list = authenticated
  .route({ method: "GET", path: "/lots", summary: "Lots of a batch", tags })
  .input(pageInput.extend({ batchId: z.uuid() }))
  .output(pageOf(lotSchema))
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewLots(actor, input)));

const get = authenticated
  .route({ method: "GET", path: "/lots/{id}", summary: "A lot and what its sample says", tags })
  .input(z.object({ id: z.uuid() }))
  .output(lotSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewLot(actor, input.id)));

const moved = z.object({ id: z.uuid(), note: z.string().max(2_000).optional() });

const release = authenticated
  .route({
    method: "POST",
    path: "/lots/{id}/release",
    summary: "Release a lot whose sample was good enough",
    description: "Ten minutes later what nobody read of it is approved and may be published.",
    tags,
  })
  .input(moved)
  .output(lotSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await releaseLot(actor, input)));

const hold = authenticated
  .route({
    method: "POST",
    path: "/lots/{id}/hold",
    summary: "Keep a lot from being published",
    tags,
  })
  .input(moved)
  .output(lotSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await holdLot(actor, input)));

export const lotsRouter = { list, get, release, hold };
