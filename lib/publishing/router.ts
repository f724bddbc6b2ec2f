import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { createPublication } from "./create-publication.ts";
import { FILE_FORMATS } from "./publication.ts";
import {
  listPublications,
  listPublishable,
  openPublicationFile,
  previewPublication,
  readPublication,
} from "./read-publications.ts";
import { watchPublication } from "./watch-publication.ts";

const tags = ["Publications"];
const channel = z.object({ kind: z.literal("file"), format: z.enum(FILE_FORMATS) });

const publicationSchema = z.object({
  id: z.string(),
  batchId: z.string(),
  batchName: z.string(),
  simulated: z.boolean(),
  channel,
  status: z.enum(["queued", "running", "succeeded", "failed"]),
  failure: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
    .nullable(),
  cutoffAt: z.string(),
  itemCount: z.number().int(),
  itemsWritten: z.number().int(),
  bytes: z.number().nullable(),
  fileName: z.string().nullable(),
  createdBy: z.object({ memberId: z.string(), name: z.string() }),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});

const create = authenticated
  .route({
    method: "POST",
    path: "/publications",
    successStatus: 202,
    summary: "Publish what is approved of a batch",
    tags,
  })
  .input(z.object({ batchId: z.uuid(), channel }))
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createPublication(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/publications", summary: "Publications, newest first", tags })
  .input(pageInput.extend({ batchId: z.uuid().optional() }))
  .output(pageOf(publicationSchema))
  .handler(async ({ context: { actor }, input }) => orRefuse(await listPublications(actor, input)));

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
  .handler(async ({ context: { actor }, input }) => orRefuse(await readPublication(actor, input.id)));

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
  .handler(async function* ({ context: { actor }, input, signal }) {
    for await (const found of watchPublication(actor, input.id, signal)) yield orRefuse(found);
  });

export const publishingRouter = {
  publications: { create, list, preview, publishable, get, file, label, events },
};
