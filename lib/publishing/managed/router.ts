import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { CHANNEL_KINDS } from "../channels/channels.ts";
import { receiveWorkbook } from "../channels/workbook/receive-workbook.ts";
import { columnSchema, toColumn, workbooksRouter } from "../channels/workbook/router.ts";
import { deliveryFailureSchema, readableDeliveryFailure } from "../deliveries/delivery-failure.ts";
import { mappingSchema } from "../mapping/mapping.ts";
import { viewHistory } from "../read-history.ts";
import { LABEL_POLICIES } from "./managed-channel.ts";
import { archiveChannel, changeChannel, createChannel, rotateSecret } from "./save-channel.ts";
import { testChannel } from "./test-channel.ts";
import { viewChannel, viewChannels } from "./view-channels.ts";
import { viewColumns } from "./view-columns.ts";

const tags = ["Channels"];
const byId = z.object({ id: z.string() });
const WEEK_SECONDS = 7 * 24 * 60 * 60;

const name = plainName(100);
const config = z
  .record(z.string(), z.unknown())
  .describe(
    "Of its kind. file: {format: xlsx, csv or jsonl}. google-merchant: {format: tsv or xml}. webhook: {url, allowPrivateNetwork?, timeoutMs?, maxAttempts?, ratePerSecond?}. pull: {}. workbook: {uploadId, sheet, headerRow, firstRow, keyColumn?, required?}. shopify-products: {headers?: new or old, blanks?: leave-out or overwrite}. shopify-translations: {type?: PRODUCT or COLLECTION, market?}. woocommerce-products: {blanks?}. akeneo-products: {delimiter?: ; , or |, identifier?: sku, blanks?}. xliff: {version?: 1.2 or 2.0, sourceLanguage, targetLanguage, fields?}. s3: {endpoint, region?, bucket, prefix?, accessKeyId, secretAccessKey (never shown, may be left out when it stays), allowPrivateNetwork?, format?}. training-set: {file?: chat, preferences or samples, shares?: {train, validation, test}, similarity?, maxTokens?, epochs?, pricePerMTok?, currency?}; it needs a key. pictures: {pattern?, requireLabel?}.",
  );
const label = z.object({
  policy: z
    .enum(LABEL_POLICIES)
    .describe("Where items say that they are AI-generated: beside their texts, in these, or not at all"),
  fields: z
    .array(z.string().trim().min(1).max(200))
    .max(50)
    .optional()
    .describe("in-text: the channel's names of them"),
  acceptDuty: z
    .boolean()
    .optional()
    .describe("off: the channel's owner takes over the duty to label; the audit log keeps it"),
});
const languages = z
  .array(z.string().trim().min(1).max(35))
  .max(100)
  .describe("What may go there; all when empty");
const publisherIds = z
  .array(z.uuid())
  .max(500)
  .describe("Who may publish to it; everybody who may publish when empty");
const key = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .nullable()
  .describe("The source column or output field that names the product; null: each item is one of its own");
const holdSeconds = z.coerce
  .number()
  .int()
  .min(0)
  .max(WEEK_SECONDS)
  .describe("How long a publication is held, and can be undone, before it leaves; 600 by default");

const workbookChoice = z
  .object({ sheet: z.string(), headerRow: z.coerce.number().int(), firstRow: z.coerce.number().int() })
  .partial()
  .catch({});

const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  isBuiltIn: z.boolean(),
  config: z.record(z.string(), z.unknown()),
  label: z.object({ policy: z.enum(LABEL_POLICIES), fields: z.array(z.string()) }),
  languages: z.array(z.string()),
  publisherIds: z.array(z.string()),
  key: z.string().nullable(),
  mapping: mappingSchema,
  holdSeconds: z.int(),
  hasSecret: z.boolean(),
  formerSecretUntil: z.string().nullable().describe("Until then messages are signed with two secrets"),
  endedAt: z.string().nullable().describe("When its receiver said that it is no more (410)"),
  mayPublish: z.boolean().describe("Whether you may publish to it"),
  figures: z.object({
    standing: z.int().describe("Keys and languages that something stands under"),
    waiting: z.int(),
    dead: z.int(),
  }),
});

const list = authenticated
  .route({ method: "GET", path: "/channels", summary: "The channels, in one page", tags })
  .input(pageInput)
  .output(pageOf(channelSchema))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewChannels(actor)),
    nextCursor: null,
  }));

const get = authenticated
  .route({ method: "GET", path: "/channels/{id}", summary: "A channel", tags })
  .input(byId)
  .output(channelSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewChannel(actor, input.id)));

const create = authenticated
  .meta({ takesFileWith: "channels:write" })
  .route({
    method: "POST",
    path: "/channels",
    successStatus: 201,
    summary: "Add a channel",
    description:
      "Messages to a webhook are signed after Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature); the secret is in the answer, this once. For a workbook its file may come with the request, as a form: what `config` does not say of its sheet and rows is guessed.",
    tags,
  })
  .input(
    z.object({
      name,
      kind: z.enum(CHANNEL_KINDS),
      config: config.default({}),
      label: label.optional(),
      languages: languages.optional(),
      publisherIds: publisherIds.optional(),
      key: key.optional(),
      mapping: mappingSchema.optional(),
      holdSeconds: holdSeconds.optional(),
      sheet: z.string().max(100).optional().describe("Of a workbook that comes with the request"),
      headerRow: z.coerce.number().int().min(1).max(200).optional(),
    }),
  )
  .use(idempotent)
  .output(
    z.object({ id: z.string(), secret: z.string().optional().describe("Of a webhook: shown this once") }),
  )
  .handler(async ({ context: { actor, file }, input: { sheet, headerRow, ...input } }) => {
    if (!file) return orRefuse(await createChannel(actor, input));
    const choice = workbookChoice.parse({ sheet, headerRow, ...input.config });
    const received = await receiveWorkbook(actor, file, choice);
    if (!received.ok) await discardUpload(file);
    const { uploadId, firstRow, keyColumn, ...found } = orRefuse(received);
    const place = { sheet: found.sheet, headerRow: found.headerRow, firstRow, keyColumn };
    return orRefuse(
      await createChannel(actor, { ...input, config: { ...place, ...input.config, uploadId } }),
    );
  });

const change = authenticated
  .route({ method: "PATCH", path: "/channels/{id}", summary: "Change a channel", tags })
  .input(
    byId.extend({
      name: name.optional(),
      config: config.optional().describe("Only what changes of it"),
      label: label.optional(),
      languages: languages.optional(),
      publisherIds: publisherIds.optional(),
      key: key.optional(),
      mapping: mappingSchema.optional(),
      holdSeconds: holdSeconds.optional(),
    }),
  )
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await changeChannel(actor, id, input)),
  );

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/channels/{id}",
    summary: "End a channel; its secrets are forgotten",
    tags,
  })
  .input(byId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveChannel(actor, input.id)));

const test = authenticated
  .route({
    method: "POST",
    path: "/channels/{id}/test",
    summary: "Try a channel without publishing anything",
    tags,
  })
  .input(byId)
  .output(
    z.object({
      status: z.enum(["ok", "failed"]),
      failure: deliveryFailureSchema.nullable(),
      found: z.string().nullable().describe("What it found where it went well"),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { status, failure, found } = orRefuse(await testChannel(actor, input.id));
    return {
      status,
      failure: readableDeliveryFailure(failure, locale),
      found: readableFailure(found, locale)?.message ?? null,
    };
  });

const columns = authenticated
  .route({
    method: "GET",
    path: "/channels/{id}/columns",
    summary: "The columns of a workbook's channel, with what may stand in each",
    tags,
  })
  .input(byId)
  .output(z.object({ columns: z.array(columnSchema) }))
  .handler(async ({ context: { actor }, input }) => ({
    columns: orRefuse(await viewColumns(actor, input.id)).map(toColumn),
  }));

const rotate = authenticated
  .route({
    method: "POST",
    path: "/channels/{id}/secret/rotate",
    summary: "Give a webhook another secret",
    description: "For the overlap messages are signed with both. The secret is in the answer, this once.",
    tags,
  })
  .input(
    byId.extend({
      overlapSeconds: z
        .int()
        .min(0)
        .max(WEEK_SECONDS)
        .default(24 * 60 * 60),
    }),
  )
  .output(z.object({ secret: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await rotateSecret(actor, id, input)),
  );

const history = authenticated
  .route({
    method: "GET",
    path: "/channels/{id}/history",
    summary: "What stood in a channel under a key, newest first",
    tags,
  })
  .input(pageInput.extend({ id: z.string(), key: z.string().min(1).max(500) }))
  .output(
    pageOf(
      z.object({
        id: z.string(),
        at: z.string(),
        key: z.string(),
        language: z.string(),
        change: z.enum(["new", "changed", "same", "removed", "restored"]),
        fields: z.record(z.string(), z.unknown()).nullable(),
        itemId: z.string(),
        outputVersion: z.int(),
        publicationId: z.string().nullable(),
        recallId: z.string().nullable(),
        reason: z.string().nullable().describe("Of its recall"),
        isCurrent: z.boolean(),
        by: z.string().nullable().describe("Who published or recalled it"),
        approvedBy: z.string().nullable(),
      }),
    ),
  )
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await viewHistory(actor, { channelId: id, ...input })),
  );

export const channelsRouter = {
  channels: {
    ...{ list, get, create, change, archive, test, columns, rotate, history },
    workbooks: workbooksRouter,
  },
};
