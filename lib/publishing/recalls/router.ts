import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { countRecall, recall } from "./recall.ts";
import { acknowledgeRecall, viewRecall, viewRecalls } from "./view-recalls.ts";

const tags = ["Recalls"];
const byId = z.object({ id: z.string() });
const itemIds = z.array(z.string().max(100)).min(1).max(10_000);
const asked = z.object({
  reason: z.string().trim().min(1).max(1_000),
  leave: z
    .enum(["nothing", "previous"])
    .default("nothing")
    .describe("previous: what stood there before is put back, where there was something else"),
});
const made = z.object({ id: z.string(), itemCount: z.int() });

const recallSchema = z.object({
  id: z.string(),
  publicationId: z.string().nullable(),
  batchId: z.string().nullable(),
  templateId: z.string().nullable(),
  leave: z.enum(["nothing", "previous"]),
  reason: z.string(),
  itemCount: z.int(),
  acknowledged: z.int().describe("Receivers took it, read it, or somebody says that it is done"),
  dead: z.int().describe("Receivers were told in vain"),
  byHand: z.int().describe("Nobody is told: it has to be taken down by hand"),
  createdBy: z.object({ memberId: z.string(), name: z.string() }),
  createdAt: z.string(),
});

const ofPublication = authenticated
  .route({
    method: "POST",
    path: "/publications/{id}/recall",
    successStatus: 202,
    summary: "Call back what a publication put in its channel, or some of its items",
    tags,
  })
  .input(byId.extend({ ...asked.shape, itemIds: itemIds.optional() }))
  .use(idempotent)
  .output(made)
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await recall(actor, { publicationId: id, ...input })),
  );

const scope = z.object({
  batchId: z.uuid().optional(),
  templateId: z.uuid().optional().describe("All that its versions made"),
  lexiconId: z
    .uuid()
    .optional()
    .describe("Where a term of this lexicon was found by the checks or the re-scan that looked at it last"),
  term: z.string().min(1).max(200).optional().describe("Only where it is this term of the lexicon"),
  itemIds: itemIds.optional(),
  channelId: z.uuid().optional().describe("In one channel; wherever it stands by default"),
});

const create = authenticated
  .route({
    method: "POST",
    path: "/recalls",
    successStatus: 202,
    summary: "Call back items, all of a batch or a template, or what a lexicon hits, wherever they stand",
    tags,
  })
  .input(scope.extend(asked.shape))
  .use(idempotent)
  .output(made)
  .handler(async ({ context: { actor }, input }) => orRefuse(await recall(actor, input)));

const count = authenticated
  .route({ method: "POST", path: "/recalls/count", summary: "How much a recall would call back", tags })
  .input(scope.extend({ publicationId: z.uuid().optional() }))
  .output(z.object({ count: z.int() }))
  .handler(async ({ context: { actor }, input }) => ({ count: orRefuse(await countRecall(actor, input)) }));

const list = authenticated
  .route({ method: "GET", path: "/recalls", summary: "Recalls, newest first", tags })
  .input(pageInput.extend({ publicationId: z.uuid().optional() }))
  .output(pageOf(recallSchema))
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewRecalls(actor, input)));

const get = authenticated
  .route({ method: "GET", path: "/recalls/{id}", summary: "A recall and how far it has come", tags })
  .input(byId)
  .output(recallSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewRecall(actor, input.id)));

const acknowledge = authenticated
  .route({
    method: "POST",
    path: "/recalls/{id}/acknowledge",
    summary: "Say that what nobody could be told of was taken down",
    tags,
  })
  .input(byId)
  .output(z.object({ acknowledged: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await acknowledgeRecall(actor, input.id)));

export const recallsRouter = { recalls: { ofPublication, create, count, list, get, acknowledge } };
