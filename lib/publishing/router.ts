import { eventIterator } from "@orpc/server";
import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { channelConfig } from "./channels/channels.ts";
import { createPublication } from "./create-publication.ts";
import type { Publication, ReadablePublication } from "./publication.ts";
import {
  listPublications,
  listPublishable,
  openPublicationFile,
  previewPublication,
  readPublication,
} from "./read-publications.ts";
import { watchPublication } from "./watch-publication.ts";

const tags = ["Publications"];

const publicationSchema = z.object({
  id: z.string(),
  batchId: z.string(),
  batchName: z.string(),
  simulated: z.boolean(),
  channel: channelConfig,
  status: z.enum(["queued", "running", "succeeded", "failed"]),
  failure: failureSchema.nullable(),
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
  .input(z.object({ batchId: z.uuid(), channel: channelConfig }))
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createPublication(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/publications", summary: "Publications, newest first", tags })
  .input(pageInput.extend({ batchId: z.uuid().optional() }))
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
  .handler(async function* ({ context: { actor, locale }, input, signal }) {
    for await (const found of watchPublication(actor, input.id, signal))
      yield readable(orRefuse(found), locale);
  });

function readable(publication: Publication, locale: Locale): ReadablePublication {
  return { ...publication, failure: readableFailure(publication.failure, locale) };
}

export const publishingRouter = {
  publications: { create, list, preview, publishable, get, file, label, events },
};
