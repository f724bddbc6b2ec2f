import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { fileOrJson } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { CUT_OUT_MODEL_KINDS } from "#lib/env.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { refuse } from "#lib/result.ts";
import { createAssetFromFile, createAssetFromUrl, keepMadeAsset } from "./create-asset.ts";
import { viewCutOutModel } from "./cut-out-model.ts";
import { LARGEST_PICTURE_BYTES } from "./largest-picture.ts";
import { operationsSchema } from "./operations/operation.ts";
import { startPreview, viewPreview } from "./previews.ts";
import { type AssetView, readAssetFile, viewAsset, viewAssets } from "./view-assets.ts";

const tags = ["Pictures"];
const idInput = z.object({ id: z.string() });
const WIDEST = 4_096;

const createdSchema = z.object({
  id: z.string(),
  width: z.int().describe("In pixels, turned as its orientation says"),
  height: z.int(),
  mediaType: z.string().describe("As its bytes say, whatever its name"),
  bytes: z.int(),
  sha256: z.string(),
});

const assetSchema = createdSchema.extend({
  name: z.string(),
  details: z.object({
    frames: z.int().describe("Pictures in the file; only the first is used"),
    colour: z.enum(["rgb", "grey", "cmyk", "other"]),
    bitsPerChannel: z.union([z.literal(8), z.literal(16)]),
    hasAlpha: z.boolean(),
    hasMetadata: z.boolean().describe("EXIF, XMP or IPTC; the original has it, copies have not"),
  }),
  sourceUrl: z.string().nullable(),
  madeOf: z.string().nullable().describe("The asset that operations made it of"),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe("When it goes unless it is kept; null for what is kept"),
});

const create = authenticated
  .meta({ takesFileWith: "assets:write", largestFileBytes: LARGEST_PICTURE_BYTES })
  .route({
    method: "POST",
    path: "/assets",
    successStatus: 201,
    summary: "Bring a picture, as a file or by its address",
    description:
      "JPEG, PNG, WebP, AVIF, GIF or TIFF, at most 50 MB and 100 megapixels. The same content is the same asset. A file is kept as it is.",
    tags,
    spec: fileOrJson,
  })
  .input(z.object({ url: z.string().trim().max(2_000).optional() }))
  .use(idempotent)
  .output(createdSchema)
  .handler(async ({ context: { actor, file }, input: { url } }) => {
    if (file) return orRefuse(await createAssetFromFile(actor, file));
    if (url) return orRefuse(await createAssetFromUrl(actor, url));
    return orRefuse(refuse("file_or_url_missing"));
  });

const list = authenticated
  .route({ method: "GET", path: "/assets", summary: "Pictures, newest first", tags })
  .input(pageInput)
  .output(pageOf(assetSchema))
  .handler(async ({ context: { actor }, input }) => {
    const { items, nextCursor } = orRefuse(await viewAssets(actor, input));
    return { items: items.map(readable), nextCursor };
  });

const get = authenticated
  .route({ method: "GET", path: "/assets/{id}", summary: "A picture", tags })
  .input(idInput)
  .output(
    assetSchema.extend({
      originalId: z
        .string()
        .describe("What it was made of in the end, by however many steps; its own for an original"),
      candidateIds: z
        .array(z.string())
        .describe("Those that a model drew for the same, in their order, this one among them"),
    }),
  )
  .handler(async ({ context: { actor }, input: { id } }) => {
    const { originalId, candidateIds, ...view } = orRefuse(await viewAsset(actor, id));
    return { ...readable(view), originalId, candidateIds };
  });

const file = authenticated
  .route({
    method: "GET",
    path: "/assets/{id}/file",
    summary: "The file of a picture",
    description:
      "As it was brought; with `width` a copy of at most so many pixels across in sRGB, turned as it is seen, without its metadata.",
    tags,
    outputStructure: "detailed",
  })
  .input(idInput.extend({ width: z.coerce.number().int().min(1).max(WIDEST).optional() }))
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input }) => {
    const sent = asDownload(orRefuse(await readAssetFile(actor, input)));
    return { ...sent, headers: { ...sent.headers, ...PICTURE_HEADERS } };
  });

const keep = authenticated
  .route({ method: "POST", path: "/assets/{id}/keep", summary: "Keep what came of a preview", tags })
  .input(idInput)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id } }) => orRefuse(await keepMadeAsset(actor, id)));

// Its content never changes; whatever else its bytes may be read as, a browser does nothing with it but show it.
const PICTURE_HEADERS = {
  "cache-control": "private, max-age=31536000, immutable",
  "content-security-policy": "default-src 'none'; sandbox",
};

function readable({ asset, createdByName }: AssetView) {
  const { createdBy, createdAt, expiresAt, ...rest } = asset;
  return {
    ...rest,
    createdBy: { id: createdBy, name: createdByName ?? "" },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

const previewSchema = z.object({
  id: z.string(),
  status: z.enum(["queued", "succeeded", "failed"]),
  failure: failureSchema.nullable(),
  assetId: z.string().describe("What it is made of"),
  resultId: z
    .string()
    .nullable()
    .describe("The asset that came of it; it goes after a day unless it is kept"),
  notes: z.array(failureSchema).describe("What somebody should know of the result"),
});

const startPreviewOf = authenticated
  .route({
    method: "POST",
    path: "/images/preview",
    successStatus: 202,
    summary: "Try operations on a picture",
    description: "What comes of them is an asset of its own, told by the preview once it is made.",
    tags,
  })
  .input(
    z.object({
      assetId: z.string().optional(),
      url: z.string().trim().max(2_000).optional().describe("In place of an asset: where the picture lies"),
      operations: operationsSchema,
    }),
  )
  .use(idempotent)
  .output(previewSchema.pick({ id: true, status: true, assetId: true }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await startPreview(actor, input)));

const getPreview = authenticated
  .route({ method: "GET", path: "/images/previews/{id}", summary: "What came of a preview", tags })
  .input(idInput)
  .output(previewSchema)
  .handler(async ({ context: { actor, locale }, input: { id } }) => {
    const { failure, notes, ...preview } = orRefuse(await viewPreview(actor, id));
    return {
      ...preview,
      failure: failure && readableFailure(failure, locale),
      notes: notes.flatMap((note) => readableFailure(note, locale) ?? []),
    };
  });

const cutOutModel = authenticated
  .route({
    method: "GET",
    path: "/images/cut-out-model",
    summary: "The installation's own model for cut-outs",
    description: "What `by: model` of a cut-out is done with here, or why it cannot be.",
    tags,
  })
  .output(
    z.object({
      state: z.enum(["none", "ready", "unusable"]).describe("none where no file is named"),
      model: z
        .object({
          name: z.string().describe("The file's"),
          sha256: z.string(),
          kind: z.enum(CUT_OUT_MODEL_KINDS).describe("How pictures are given to it"),
          width: z.int().describe("Of what it looks at, in pixels"),
          height: z.int(),
        })
        .nullable(),
      failure: failureSchema.nullable(),
    }),
  )
  .handler(async ({ context: { actor, locale }, signal }) => {
    const opened = orRefuse(await viewCutOutModel(actor, signal ?? new AbortController().signal));
    if (opened.ok) {
      const { path: _, ...model } = opened.value;
      return { state: "ready" as const, model, failure: null };
    }
    const { code, params } = opened.refusal;
    const state = code === "cut_out_model_missing" ? ("none" as const) : ("unusable" as const);
    return { state, model: null, failure: readableFailure({ code, ...(params && { params }) }, locale) };
  });

export const imagesRouter = { preview: startPreviewOf, getPreview, cutOutModel };

export const assetsRouter = { create, list, get, file, keep };
