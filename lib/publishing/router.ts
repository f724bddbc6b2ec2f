import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { CHANGES } from "./book/change-of.ts";
import { listProblems } from "./book/list-problems.ts";
import { countChanges, listChanges, MOST_COMPARED } from "./book/preview-changes.ts";
import { channelConfig } from "./channels/channels.ts";
import { fileChannel } from "./channels/file/file-channel.ts";
import { trainingFiguresSchema } from "./channels/training-set/figures.ts";
import { createPublication } from "./create-publication.ts";
import { deliveriesRouter } from "./deliveries/router.ts";
import { labelsRouter } from "./labels/router.ts";
import { listRefused } from "./list-refused.ts";
import { channelsRouter } from "./managed/router.ts";
import type { Publication, ReadablePublication } from "./publication.ts";
import {
  listPublications,
  listPublishable,
  openPublicationFile,
  previewPublication,
  readPublication,
} from "./read-publications.ts";
import { recallsRouter } from "./recalls/router.ts";
import { returnsRouter } from "./returns/router.ts";
import { listReturned } from "./returns/view-returns.ts";
import { undoPublication } from "./undo-publication.ts";
import { watchPublication } from "./watch-publication.ts";

const tags = ["Publications"];

const onlySchema = z.enum(["all", "new", "changed"]);
const changesSchema = z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), recalled: z.int() });
const chosenChannel = z.union([z.object({ channelId: z.uuid() }), fileChannel.config]);

const publicationSchema = z.object({
  id: z.string(),
  batchId: z.string(),
  batchName: z.string(),
  simulated: z.boolean(),
  channel: channelConfig,
  channelId: z.string().describe("In the list of channels"),
  channelName: z.string(),
  isBuiltIn: z.boolean().describe("Its channel is one that every installation has"),
  status: z
    .enum(["queued", "running", "succeeded", "failed", "cancelled"])
    .describe("running until a receiver was told of each item; cancelled: undone while it was held"),
  failure: failureSchema.nullable(),
  only: onlySchema,
  heldUntil: z.string().nullable().describe("Until then nothing of it leaves, and it can be undone"),
  changes: changesSchema.nullable().describe("What it came to against what the channel had"),
  refused: z.int().describe("Items that its channel did not take, and that were left out"),
  deliveries: z
    .object({ waiting: z.int(), delivered: z.int(), dead: z.int() })
    .nullable()
    .describe("Of its items on their way to a receiver"),
  cutoffAt: z.string(),
  itemCount: z.number().int(),
  itemsWritten: z.number().int(),
  bytes: z.number().nullable(),
  fileName: z.string().nullable(),
  reference: z.string().nullable().describe("Where another system has it, such as the manifest in a bucket"),
  training: trainingFiguresSchema.nullable().describe("What is in the file, where it is a training set"),
  createdBy: z.object({ memberId: z.string(), name: z.string() }),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  fileRemovedAt: z
    .string()
    .nullable()
    .describe("When its file was removed, because files are not kept longer."),
});

const create = authenticated
  .route({
    method: "POST",
    path: "/publications",
    successStatus: 202,
    summary: "Publish what is approved of a batch",
    tags,
  })
  .input(
    z.object({
      batchId: z.uuid(),
      channel: chosenChannel,
      only: onlySchema
        .optional()
        .describe(
          "new: what the channel does not have yet; changed: that and what differs from what it has, usual for a channel of the list. Of a plain file new is what no publication of the batch holds yet, and all is usual.",
        ),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createPublication(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/publications", summary: "Publications, newest first", tags })
  .input(pageInput.extend({ batchId: z.uuid().optional(), channelId: z.uuid().optional() }))
  .output(pageOf(publicationSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await listPublications(actor, input));
    return { ...page, items: page.items.map((one) => readable(one, locale)) };
  });

const preview = authenticated
  .route({
    method: "GET",
    path: "/publications/preview",
    summary: "What publishing a batch now would hold",
    tags,
  })
  .input(z.object({ batchId: z.uuid() }))
  .output(
    z.object({
      batchId: z.string(),
      batchName: z.string(),
      simulated: z.boolean(),
      approved: z.number().int(),
      newlyApproved: z.number().int(),
      heldBack: z.number().int().describe("Approved, but blocked by a check that nobody has overridden"),
      publications: z.number().int(),
      pending: z.number().int(),
      escalated: z.number().int(),
      rejected: z.number().int(),
      columns: z.array(z.object({ name: z.string(), part: z.enum(["source", "output", "item"]) })),
    }),
  )
  .handler(async ({ context: { actor }, input }) => orRefuse(await previewPublication(actor, input.batchId)));

const publishable = authenticated
  .route({
    method: "GET",
    path: "/publications/publishable",
    summary: "Batches with approved outputs",
    tags,
  })
  .input(z.object({}))
  .output(
    z.object({
      batches: z.array(
        z.object({
          batchId: z.string(),
          name: z.string(),
          approved: z.number().int(),
          pending: z.number().int(),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor } }) => ({ batches: orRefuse(await listPublishable(actor)) }));

const byId = z.object({ id: z.string() });

const get = authenticated
  .route({ method: "GET", path: "/publications/{id}", summary: "A publication", tags })
  .input(byId)
  .output(publicationSchema)
  .handler(async ({ context: { actor, locale }, input }) =>
    readable(orRefuse(await readPublication(actor, input.id)), locale),
  );

const file = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/file",
    outputStructure: "detailed",
    summary: "The published file",
    tags,
  })
  .input(byId)
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input }) =>
    asDownload(orRefuse(await openPublicationFile(actor, input.id, "file"))),
  );

const label = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/label",
    outputStructure: "detailed",
    summary: "The AIGC label of the published file",
    tags,
  })
  .input(byId)
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input }) =>
    asDownload(orRefuse(await openPublicationFile(actor, input.id, "label"))),
  );

const events = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/events",
    summary: "A publication as it is written",
    tags,
  })
  .input(byId)
  .output(eventIterator(publicationSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    for await (const found of watchPublication(actor, input.id, whileWelcome))
      yield readable(orRefuse(found), locale);
  });

const undo = authenticated
  .route({
    method: "POST",
    path: "/publications/{id}/undo",
    summary: "Undo a publication while it is held",
    tags,
  })
  .input(byId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await undoPublication(actor, input.id)));

const compared = z.object({ batchId: z.uuid(), channelId: z.uuid() });

const changes = authenticated
  .route({
    method: "GET",
    path: "/publications/changes",
    summary: "What publishing a batch to a channel now would change, field by field",
    tags,
  })
  .input(pageInput.extend({ ...compared.shape, change: z.enum(CHANGES).optional() }))
  .output(
    pageOf(
      z.object({
        itemId: z.string(),
        key: z.string(),
        language: z.string(),
        change: z.enum(CHANGES),
        fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input: { channelId, ...input } }) =>
    orRefuse(await listChanges(actor, { ...input, channel: { channelId } })),
  );

const changeCounts = authenticated
  .route({
    method: "GET",
    path: "/publications/changes/counts",
    summary: "How many items publishing a batch to a channel now would change",
    tags,
  })
  .input(
    compared.extend({
      only: onlySchema.optional().describe("What `training` is of; what is new or changed by default"),
    }),
  )
  .output(
    changesSchema.extend({
      refused: z.int().describe("That the channel would not take: in none of the others, and left out"),
      isComplete: z.boolean().describe(`false: these are of the first ${MOST_COMPARED} approved items`),
      training: trainingFiguresSchema
        .optional()
        .describe("What would go, where the channel writes training sets"),
    }),
  )
  .handler(async ({ context: { actor }, input: { channelId, ...input } }) =>
    orRefuse(await countChanges(actor, { ...input, channel: { channelId } })),
  );

const ALLOWED_TOLD = 200;

const problems = authenticated
  .route({
    method: "GET",
    path: "/publications/problems",
    summary: "The items of a batch of which a channel would not take something",
    tags,
  })
  .input(pageInput.extend(compared.shape))
  .output(
    pageOf(
      z.object({
        itemId: z.string(),
        key: z.string(),
        language: z.string(),
        problems: z.array(
          z.object({
            column: z.string().describe("By the channel's own name"),
            code: z.string(),
            message: z.string(),
            isStrict: z.boolean().describe("The item is left out because of it"),
            allowed: z.array(z.string()).describe(`What may stand there instead, the first ${ALLOWED_TOLD}`),
          }),
        ),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const page = orRefuse(await listProblems(actor, input));
    return {
      ...page,
      items: page.items.map(({ itemId, problems: found, ...item }) => ({
        ...{ itemId, ...item },
        problems: found.map(({ code, params, column, isStrict, allowed }) => ({
          ...{ column, code, isStrict, allowed: allowed.slice(0, ALLOWED_TOLD) },
          message: translateError(locale, code, { ...params, itemId, column }),
        })),
      })),
    };
  });

const refused = authenticated
  .route({
    method: "GET",
    path: "/publications/{id}/problems",
    summary: "The items that a publication left out, or what was wrong with its file that came back last",
    tags,
  })
  .input(
    pageInput.extend({
      ...byId.shape,
      of: z
        .enum(["publication", "return"])
        .default("publication")
        .describe(
          "publication: its channel did not take them; return: a translated file came back, unit by unit",
        ),
    }),
  )
  .output(
    pageOf(
      z.object({
        itemId: z.string().describe("Empty for a unit of no item of it"),
        key: z.string(),
        language: z.string(),
        unit: z.string().optional().describe("Of a file that came back: the id of its unit"),
        line: z.int().nullable().optional().describe("Of the unit in that file"),
        problems: z
          .array(z.object({ column: z.string(), code: z.string(), message: z.string() }))
          .describe("Empty once the outputs were removed"),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input: { of, ...asked } }) => {
    const told = (code: string, column: string, params: Record<string, string | number>) => ({
      ...{ code, column },
      message: translateError(locale, code, { ...params, column }),
    });
    if (of === "return") {
      const page = orRefuse(await listReturned(actor, asked));
      return {
        ...page,
        items: page.items.map(({ code, field, params, ...item }) => ({
          ...item,
          problems: [told(code, field, { ...params, field: params.field ?? field })],
        })),
      };
    }
    const page = orRefuse(await listRefused(actor, asked));
    return {
      ...page,
      items: page.items.map(({ itemId, problems: found, ...item }) => ({
        ...{ itemId, ...item },
        problems: found.map(({ code, params, column }) => told(code, column, { ...params, itemId })),
      })),
    };
  });

function readable(publication: Publication, locale: Locale): ReadablePublication {
  return { ...publication, failure: readableFailure(publication.failure, locale) };
}

export const publishingRouter = {
  publications: {
    create,
    list,
    preview,
    publishable,
    get,
    file,
    label,
    events,
    undo,
    changes,
    changeCounts,
    problems,
    refused,
    ...returnsRouter,
  },
  ...deliveriesRouter,
  ...recallsRouter,
  ...channelsRouter,
  ...labelsRouter,
};
