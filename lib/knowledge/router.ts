import { eventIterator } from "@orpc/server";
import { z } from "zod";
import type { CollectionWithFigures } from "#db/queries/knowledge/collections.ts";
import type { DocumentWithAuthor } from "#db/queries/knowledge/documents.ts";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { PARTS } from "#lib/datasets/split.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { isSimulated, type ProviderKind } from "#lib/models/provider.ts";
import { money } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { watch } from "#lib/watch.ts";
import { addDocument, estimateDocument } from "./add-document.ts";
import { removeDocument, retryDocument } from "./change-documents.ts";
import { archiveCollection, changeCollection, createCollection } from "./collection.ts";
import { estimateModel } from "./estimate-model.ts";
import { metadataFilterSchema, metadataSchema } from "./metadata.ts";
import { SEARCH_MODES, searchCollection } from "./retrieve-passages.ts";
import { sectionOf } from "./section-of.ts";
import { getCollection, getDocument, listCollections, listDocuments } from "./view-collections.ts";

const tags = ["Knowledge"];
const withId = z.object({ id: z.string() });
const withDocument = z.object({ id: z.string(), documentId: z.string() });
const DOCUMENT_STATUSES = ["queued", "indexing", "ready", "failed"] as const;
const MOST_PASSAGES = 100;
const LONGEST_QUERY = 8_000;

const collectionSchema = z.object({
  id: z.string(),
  name: z.string(),
  embeddingModel: z.object({
    id: z.string(),
    name: z.string().nullable(),
    provider: z.string().nullable(),
    simulated: z.boolean(),
  }),
  dimensions: z.int().nullable().describe("How long its vectors are; null before the first"),
  documents: z.object({ total: z.int(), indexing: z.int(), failed: z.int() }),
  passages: z.int(),
  budgetCap: moneySchema.nullable(),
  spent: moneySchema,
  unknownSpend: moneySchema.describe("Of calls whose end nobody saw: at most so much was billed"),
  createdBy: z.object({ id: z.string(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
});

const documentSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  bytes: z.int(),
  metadata: metadataSchema,
  status: z.enum(DOCUMENT_STATUSES),
  failure: failureSchema.nullable(),
  isFound: z
    .boolean()
    .describe("Whether searches find it: a newer one of its name takes its place when it is ready"),
  progress: z.object({ read: z.boolean(), passages: z.int(), embedded: z.int() }),
  tokens: z.int(),
  cost: moneySchema,
  createdBy: z.object({ id: z.string(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

const placeSchema = z.object({
  headings: z.array(z.string()),
  page: z.int().optional(),
  sheet: z.string().optional(),
  rows: z.tuple([z.int(), z.int()]).optional().describe("The first and the last row"),
});

const nameInput = plainName();

const list = authenticated
  .route({ method: "GET", path: "/collections", summary: "Collections of documents, latest first", tags })
  .input(pageInput)
  .output(pageOf(collectionSchema))
  .handler(async ({ context: { actor }, input }) => {
    const page = cutPage(orRefuse(await listCollections(actor, input)), input.limit, ({ id }) => [id]);
    return { ...page, items: page.items.map(toCollection) };
  });

const create = authenticated
  .route({
    method: "POST",
    path: "/collections",
    successStatus: 201,
    summary: "Make a collection of documents to retrieve from",
    tags,
  })
  .input(
    z.object({
      name: nameInput,
      embeddingModelId: z.string().describe("A model of the kind `embedding` with a known price"),
      budgetCap: moneySchema.optional().describe("The most that its calls may cost in all"),
    }),
  )
  .use(idempotent)
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await createCollection(actor, input)));

const get = authenticated
  .route({ method: "GET", path: "/collections/{id}", summary: "A collection", tags })
  .input(withId)
  .output(
    collectionSchema.extend({
      vectors: z.object({
        ready: z.boolean(),
        reason: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { collection, vectors } = orRefuse(await getCollection(actor, input.id));
    const reason = vectors === "ready" ? null : readableFailure({ code: vectors }, locale);
    return { ...toCollection(collection), vectors: { ready: vectors === "ready", reason } };
  });

const change = authenticated
  .route({
    method: "PATCH",
    path: "/collections/{id}",
    summary: "Rename a collection, set its cap, or have it embedded by another model",
    description:
      "With another model every document is indexed again: vectors of two models are never compared. `GET …/estimate` says what that costs.",
    tags,
  })
  .input(
    withId.extend({
      name: nameInput.optional(),
      embeddingModelId: z.string().optional(),
      budgetCap: moneySchema.nullish().describe("null takes the cap away"),
    }),
  )
  .output(withId)
  .handler(async ({ context: { actor }, input: { id, ...rest } }) =>
    orRefuse(await changeCollection(actor, id, rest)),
  );

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/collections/{id}",
    summary: "Archive a collection: its documents and passages go",
    tags,
  })
  .input(withId)
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveCollection(actor, input.id)));

const modelEstimate = authenticated
  .route({
    method: "GET",
    path: "/collections/{id}/estimate",
    summary: "What embedding all of a collection by a model would cost",
    tags,
  })
  .input(withId.extend({ embeddingModelId: z.string() }))
  .output(z.object({ texts: z.int(), tokens: z.number(), cost: moneySchema, simulated: z.boolean() }))
  .handler(async ({ context: { actor }, input: { id, embeddingModelId } }) =>
    orRefuse(await estimateModel(actor, id, embeddingModelId)),
  );

const documentList = authenticated
  .route({
    method: "GET",
    path: "/collections/{id}/documents",
    summary: "Documents of a collection, latest first",
    tags,
  })
  .input(pageInput.extend({ id: z.string(), status: z.enum(DOCUMENT_STATUSES).optional() }))
  .output(pageOf(documentSchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const { documents, currency } = orRefuse(await listDocuments(actor, input));
    const page = cutPage(documents, input.limit, ({ id }) => [id]);
    return { ...page, items: page.items.map((document) => toDocument(document, currency, locale)) };
  });

const documentForm = {
  uploadId: { type: "string" },
  rows: {
    type: "object",
    properties: {
      datasetId: { type: "string" },
      columns: { type: "array", items: { type: "string" } },
      part: { type: "string" },
    },
  },
  metadata: { type: "object", additionalProperties: true },
};
const uploadInput = z
  .string()
  .optional()
  .describe("A file that was sent before, such as with `/estimate`, instead of the file itself");

const rowsInput = z
  .object({
    datasetId: z.string(),
    columns: z
      .array(z.string().max(200))
      .min(1)
      .max(50)
      .describe("What rows are found by, such as a name and a category"),
    part: z.enum(PARTS).optional().describe("Only rows of this part, where the dataset is split"),
  })
  .optional()
  .describe(
    "Rows of a dataset instead of a file, each a passage: examples are taken from the nearest of them",
  );

const documentAdd = authenticated
  .meta({ takesFileWith: "collections:write" })
  .route({
    method: "POST",
    path: "/collections/{id}/documents",
    successStatus: 202,
    summary: "Put a document into a collection",
    description:
      "Markdown, text, HTML, csv, Excel, PDF with text in it, or Word, of at most 64 MB. One of the same file name takes the place of the former when it is ready; only texts that are new are embedded, and paid.",
    tags,
    spec: multipart(documentForm),
  })
  .input(withId.extend({ uploadId: uploadInput, rows: rowsInput, metadata: metadataSchema.default({}) }))
  .use(idempotent)
  .output(z.object({ id: z.string(), status: z.literal("queued") }))
  .handler(async ({ context: { actor, file }, input: { id, uploadId, rows, metadata } }) => {
    const added = orRefuse(await addDocument(actor, id, { file, uploadId, rows, metadata }));
    return { ...added, status: "queued" as const };
  });

const documentEstimate = authenticated
  .meta({ takesFileWith: "collections:write" })
  .route({
    method: "POST",
    path: "/collections/{id}/documents/estimate",
    summary: "What indexing a document would cost",
    description: "Reads it and keeps nothing but the file, for a day: send its `uploadId` to add it.",
    tags,
    spec: multipart({ uploadId: documentForm.uploadId, rows: documentForm.rows }),
  })
  .input(withId.extend({ uploadId: uploadInput, rows: rowsInput }))
  .output(
    z.object({
      uploadId: z.string(),
      fileName: z.string(),
      bytes: z.int(),
      passages: z.int(),
      newPassages: z.int().describe("Those whose text the collection does not have yet"),
      newTokens: z.int(),
      cost: moneySchema,
      simulated: z.boolean(),
    }),
  )
  .handler(async ({ context: { actor, file }, input: { id, uploadId, rows } }) =>
    orRefuse(await estimateDocument(actor, id, { file, uploadId, rows })),
  );

const documentGet = authenticated
  .route({
    method: "GET",
    path: "/collections/{id}/documents/{documentId}",
    summary: "A document, and how far it is",
    tags,
  })
  .input(withDocument)
  .output(documentSchema)
  .handler(async ({ context: { actor, locale }, input }) => {
    const { document, currency } = orRefuse(await getDocument(actor, input));
    return toDocument(document, currency, locale);
  });

const documentEvents = authenticated
  .route({
    method: "GET",
    path: "/collections/{id}/documents/{documentId}/events",
    summary: "A document as it is indexed",
    tags,
  })
  .input(withDocument)
  .output(eventIterator(documentSchema))
  .handler(async function* ({ context: { actor, locale, whileWelcome }, input }) {
    orRefuse(await getDocument(actor, input));
    const look = async () => {
      const now = await getDocument(actor, input);
      return now.ok ? toDocument(now.value.document, now.value.currency, locale) : null;
    };
    const hasEnded = ({ status }: z.output<typeof documentSchema>) =>
      status === "ready" || status === "failed";
    yield* watch({ look, hasEnded }, whileWelcome);
  });

const documentRemove = authenticated
  .route({
    method: "DELETE",
    path: "/collections/{id}/documents/{documentId}",
    summary: "Remove a document from its collection",
    tags,
  })
  .input(withDocument)
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await removeDocument(actor, input)));

const documentRetry = authenticated
  .route({
    method: "POST",
    path: "/collections/{id}/documents/{documentId}/retry",
    successStatus: 202,
    summary: "Index a document again that failed",
    tags,
  })
  .input(withDocument)
  .use(idempotent)
  .output(withId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await retryDocument(actor, input)));

const search = authenticated
  .route({
    method: "POST",
    path: "/collections/{id}/search",
    summary: "Find the passages that answer a question best",
    description:
      "`hybrid` goes by meaning and by words and puts both together; where there are no vectors it goes by words alone, and `notice` says why. Turning the question into a vector is paid like any call.",
    tags,
  })
  .input(
    withId.extend({
      query: z.string().trim().min(1).max(LONGEST_QUERY),
      limit: z.int().min(1).max(MOST_PASSAGES).default(5),
      filter: metadataFilterSchema
        .optional()
        .describe('By metadata, such as `{"all":[{"field":"brand","is":"equals","value":"Acme"}]}`'),
      mode: z.enum(SEARCH_MODES).default("hybrid"),
    }),
  )
  .output(
    z.object({
      mode: z.enum(SEARCH_MODES).describe("How it was searched in the end"),
      notice: failureSchema.nullable(),
      passages: z.array(
        z.object({
          id: z.string(),
          text: z.string(),
          score: z.number().describe("Higher is better; compares within one answer only"),
          document: z.object({ id: z.string(), name: z.string(), metadata: metadataSchema }),
          section: z.string().describe("Where in its document: sheet and headings, ` > ` between them"),
          place: placeSchema,
          byMeaning: z
            .object({ rank: z.int(), similarity: z.number() })
            .nullable()
            .describe("Its place among those nearest in meaning"),
          byWords: z
            .object({ rank: z.int(), score: z.number(), matched: z.array(z.string()) })
            .nullable()
            .describe("Its place among those with words of the question, and which, the rarest first"),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { id, filter, ...question }, signal }) => {
    const found = orRefuse(
      await searchCollection(actor, id, { ...question, filter: filter ?? null }, signal),
    );
    return {
      mode: found.mode,
      notice: readableFailure(found.notice, locale),
      passages: found.passages.map((passage) => ({ ...passage, section: sectionOf(passage.place) })),
    };
  });

/** Collections of documents, and what is found in them. */
export const knowledgeRouter = {
  collections: {
    ...{ list, create, get, change, archive, search, estimate: modelEstimate },
    documents: {
      list: documentList,
      add: documentAdd,
      estimate: documentEstimate,
      get: documentGet,
      events: documentEvents,
      remove: documentRemove,
      retry: documentRetry,
    },
  },
};

function toCollection(row: CollectionWithFigures): z.output<typeof collectionSchema> {
  const { id, name, dimensions, documents, indexing, failed, passages, currency } = row;
  return {
    ...{ id, name, dimensions, passages },
    embeddingModel: {
      id: row.embeddingModelId,
      name: row.modelName,
      provider: row.providerName,
      simulated: row.providerKind !== null && isSimulated(row.providerKind as ProviderKind),
    },
    documents: { total: documents, indexing, failed },
    budgetCap: row.budgetCap === null ? null : money(row.budgetCap, currency),
    spent: money(row.spent, currency),
    unknownSpend: money(row.unknownSpend, currency),
    createdBy: { id: row.createdBy, name: row.createdByName },
    createdAt: row.createdAt.toISOString(),
  };
}

function toDocument(
  document: DocumentWithAuthor,
  currency: string,
  locale: Locale,
): z.output<typeof documentSchema> {
  const { id, fileName, bytes, metadata, status, tokens, passageCount, embeddedCount } = document;
  return {
    ...{ id, fileName, bytes, metadata, status, tokens },
    failure: readableFailure(document.failure, locale),
    isFound: document.isCurrent,
    progress: { read: document.readAt !== null, passages: passageCount, embedded: embeddedCount },
    cost: money(document.cost, currency),
    createdBy: { id: document.createdBy, name: document.createdByName },
    createdAt: document.createdAt.toISOString(),
    finishedAt: document.finishedAt?.toISOString() ?? null,
  };
}
