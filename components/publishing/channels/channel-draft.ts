import type { FileFormat } from "#lib/publishing/channels/file/file-config.ts";
import type { FeedFormat } from "#lib/publishing/channels/google-merchant/google-config.ts";
import type { Channel } from "./channel.ts";
import { type MappingRow, rowsOf } from "./mapping-row.ts";
import { NEW_PICTURES, type PicturesDraft } from "./pictures-fields.tsx";
import { NEW_PRODUCT_FILE, type ProductFileDraft } from "./product-file-fields.tsx";
import { NEW_S3, type S3Draft } from "./s3-fields.tsx";
import { NEW_SHOPIFY, type ShopifyDraft } from "./shopify-fields.tsx";
import { NEW_TRAINING, type TrainingDraft, trainingConfigOf, trainingDraftOf } from "./training-draft.ts";
import { NO_WORKBOOK, type WorkbookDraft } from "./workbook-draft.ts";
import { NEW_XLIFF, type XliffDraft } from "./xliff-fields.tsx";

/** A channel as somebody writes it. */
export interface ChannelDraft {
  name: string;
  kind: Channel["kind"];
  format: FileFormat;
  feed: FeedFormat;
  workbook: WorkbookDraft;
  training: TrainingDraft;
  shopify: ShopifyDraft;
  productFile: ProductFileDraft;
  xliff: XliffDraft;
  s3: S3Draft;
  pictures: PicturesDraft;
  url: string;
  allowPrivateNetwork: boolean;
  ratePerSecond: number | null;
  maxAttempts: number | null;
  key: string;
  mapping: MappingRow[];
  policy: Channel["label"]["policy"];
  labelFields: string;
  acceptDuty: boolean;
  languages: string;
  publisherIds: string[];
  holdMinutes: number | null;
}

/** What a new channel begins as. */
export const NEW_CHANNEL: ChannelDraft = {
  name: "",
  kind: "webhook",
  format: "xlsx",
  feed: "tsv",
  workbook: NO_WORKBOOK,
  training: NEW_TRAINING,
  shopify: NEW_SHOPIFY,
  productFile: NEW_PRODUCT_FILE,
  xliff: NEW_XLIFF,
  s3: NEW_S3,
  pictures: NEW_PICTURES,
  url: "",
  allowPrivateNetwork: false,
  ratePerSecond: 50,
  maxAttempts: 8,
  key: "",
  mapping: [],
  policy: "beside",
  labelFields: "",
  acceptDuty: false,
  languages: "",
  publisherIds: [],
  holdMinutes: 10,
};

const MINUTE_SECONDS = 60;
/** What is learnt from or translated takes no fields and no labels, whatever was written for another kind. */
const AS_THEY_ARE = { mapping: [], policy: "beside", acceptDuty: false } satisfies Partial<ChannelDraft>;

/** A channel there is, to be changed. */
export function draftOf(channel: Channel): ChannelDraft {
  const { name, kind, config, label, languages, publisherIds, key, mapping, holdSeconds } = channel;
  const { format, url, allowPrivateNetwork, ratePerSecond, maxAttempts } = config as Partial<ChannelDraft>;
  return {
    ...NEW_CHANNEL,
    ...{ name, kind, publisherIds, policy: label.policy },
    ...(kind === "google-merchant" ? { feed: config.format as FeedFormat } : format && { format }),
    ...(kind === "workbook" && { workbook: { ...NO_WORKBOOK, ...(config as Partial<WorkbookDraft>) } }),
    ...(kind === "training-set" && { training: trainingDraftOf(config as Partial<TrainingDraft>) }),
    ...(isOfShopify(kind) && { shopify: { ...NEW_SHOPIFY, ...(config as Partial<ShopifyDraft>) } }),
    ...(isProductFile(kind) && {
      productFile: { ...NEW_PRODUCT_FILE, ...(config as Partial<ProductFileDraft>) },
    }),
    ...(kind === "s3" && { s3: { ...NEW_S3, ...(config as Partial<S3Draft>) } }),
    ...(kind === "pictures" && { pictures: { ...NEW_PICTURES, ...(config as Partial<PicturesDraft>) } }),
    ...(kind === "xliff" && { xliff: xliffDraftOf(config) }),
    url: url ?? "",
    allowPrivateNetwork: allowPrivateNetwork ?? false,
    ratePerSecond: ratePerSecond ?? NEW_CHANNEL.ratePerSecond,
    maxAttempts: maxAttempts ?? NEW_CHANNEL.maxAttempts,
    key: key ?? "",
    mapping: rowsOf(mapping),
    labelFields: label.fields.join(", "),
    languages: languages.join(", "),
    holdMinutes: holdSeconds / MINUTE_SECONDS,
  };
}

function xliffDraftOf({ fields, ...config }: Channel["config"]): XliffDraft {
  return {
    ...NEW_XLIFF,
    ...(config as Partial<XliffDraft>),
    fields: Array.isArray(fields) ? fields.join(", ") : "",
  };
}

function isOfShopify(kind: Channel["kind"]): boolean {
  return kind === "shopify-products" || kind === "shopify-translations";
}

function isProductFile(kind: Channel["kind"]): boolean {
  return kind === "woocommerce-products" || kind === "akeneo-products";
}

/** Whether a channel is given the outputs as they are, with no names of its own and no label in them. */
export function takesOutputs(kind: Channel["kind"]): boolean {
  return kind === "training-set" || kind === "xliff" || kind === "pictures";
}

/** The same as the API takes it. */
export function termsOf(written: ChannelDraft) {
  const draft = takesOutputs(written.kind) ? { ...written, ...AS_THEY_ARE } : written;
  const { name, key, policy, labelFields, acceptDuty, languages, publisherIds, holdMinutes } = draft;
  return {
    name,
    config: configOf(draft),
    key: key.trim() === "" ? null : key,
    mapping: Object.fromEntries(
      draft.mapping
        .filter(({ to, field }) => to.trim() !== "" && field.trim() !== "")
        .map(({ to, field, prefix, maxLength, html }) => {
          const transforms = {
            ...(prefix !== "" && { prefix }),
            ...(maxLength !== null && { maxLength }),
            ...(html !== null && { html: listed(html) }),
          };
          return [to.trim(), Object.keys(transforms).length > 0 ? { field, ...transforms } : field];
        }),
    ),
    label: { policy, ...(policy === "in-text" && { fields: listed(labelFields) }), acceptDuty },
    languages: listed(languages),
    publisherIds,
    holdSeconds: Math.round((holdMinutes ?? 0) * MINUTE_SECONDS),
  };
}

function configOf({
  kind,
  format,
  feed,
  workbook,
  training,
  shopify,
  productFile,
  xliff,
  s3,
  pictures,
  url,
  allowPrivateNetwork,
  ratePerSecond,
  maxAttempts,
}: ChannelDraft) {
  switch (kind) {
    case "file":
      return { format };
    case "google-merchant":
      return { format: feed };
    case "workbook":
      return { ...workbook };
    case "training-set":
      return trainingConfigOf(training);
    case "shopify-products":
      return { headers: shopify.headers, blanks: shopify.blanks };
    case "shopify-translations":
      return { type: shopify.type, market: shopify.market };
    case "woocommerce-products":
      return { blanks: productFile.blanks };
    case "akeneo-products":
      return { ...productFile, identifier: productFile.identifier.trim() };
    case "xliff":
      return {
        version: xliff.version,
        sourceLanguage: xliff.sourceLanguage.trim(),
        targetLanguage: xliff.targetLanguage.trim(),
        fields: listed(xliff.fields),
      };
    case "s3": {
      const { secretAccessKey, ...place } = s3;
      return { ...place, ...(secretAccessKey !== "" && { secretAccessKey }) };
    }
    case "pictures":
      return { pattern: pictures.pattern.trim(), requireLabel: pictures.requireLabel };
    case "pull":
      return {};
    case "webhook":
      return {
        ...{ url: url.trim(), allowPrivateNetwork },
        ...(ratePerSecond !== null && { ratePerSecond }),
        ...(maxAttempts !== null && { maxAttempts }),
      };
  }
}

function listed(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter(Boolean);
}
