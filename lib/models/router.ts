import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { amountSchema, currencySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { addPrice } from "./add-price.ts";
import { archiveProvider } from "./archive-provider.ts";
import {
  type Capability,
  INSTRUCTION_ROLES,
  LEAVABLE_FIELDS,
  LEAVABLE_PICTURE_FIELDS,
  STREAMINGS,
  STRUCTURED_OUTPUTS,
  TOKEN_LIMITS,
} from "./capabilities.ts";
import { archiveModel, changeModel } from "./change-model.ts";
import { changeProvider } from "./change-provider.ts";
import { createModel } from "./create-model.ts";
import { createProvider } from "./create-provider.ts";
import { listModels, listPrices, viewModel } from "./list-models.ts";
import { listOfferedModels } from "./list-offered-models.ts";
import { listProviders, viewProvider } from "./list-providers.ts";
import { MODEL_KINDS, PROVIDER_KINDS } from "./provider.ts";
import { suggestPriceFor } from "./suggest-price-for.ts";
import { testProvider } from "./test-provider.ts";

const tags = ["Models"];
const idInput = z.object({ id: z.string() });
const nameSchema = plainName();
const baseUrlSchema = z.string().trim().max(2_000);
const apiKeySchema = z.string().trim().min(1).max(4_000);
const headersSchema = z.record(z.string().max(200), z.string().max(2_000));

/** Six decimals at most: a call's cost is then exact at the ledger's scale. */
const perMTokSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, "input_wanted_amount_of_six")
  .meta({ examples: ["0.15"] });
const discountSchema = z
  .string()
  .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, "input_wanted_share")
  .meta({ examples: ["0.5"] });
const limitSchema = z.number().int().min(1).max(2_000_000_000).nullable();

const sizeSchema = z
  .string()
  .regex(/^\d{1,5}x\d{1,5}$/, "input_wanted_size")
  .meta({ examples: ["1024x1024"] });
const qualitySchema = z.string().trim().min(1).max(40);

const pictureRateSchema = z.object({
  size: sizeSchema.nullable(),
  quality: qualitySchema.nullable(),
  amount: amountSchema,
});

const newPriceSchema = z.object({
  inputPerMTok: perMTokSchema,
  cachedInputPerMTok: perMTokSchema.nullish(),
  cacheWritePerMTok: perMTokSchema
    .nullish()
    .describe("Of input that is written to the provider's cache of prompts; what input costs where absent"),
  pictureInputPerMTok: perMTokSchema
    .nullish()
    .describe("Of pictures that go in; what input costs where absent"),
  outputPerMTok: perMTokSchema,
  pictureOutputPerMTok: perMTokSchema
    .nullish()
    .describe("Of pictures that are drawn; what output costs where absent"),
  perImage: amountSchema
    .nullish()
    .describe("Of a picture that is drawn, whatever tokens are reported for it"),
  pictureRates: z
    .array(pictureRateSchema)
    .max(100)
    .optional()
    .describe("By size and quality; the first that fits counts, before perImage"),
  batchDiscount: discountSchema.nullish(),
  currency: currencySchema,
});

const priceSchema = z.object({
  id: z.string(),
  currency: z.string(),
  inputPerMTok: z.string(),
  cachedInputPerMTok: z.string().nullable(),
  cacheWritePerMTok: z.string().nullable(),
  pictureInputPerMTok: z.string().nullable(),
  outputPerMTok: z.string(),
  pictureOutputPerMTok: z.string().nullable(),
  perImage: z.string().nullable(),
  pictureRates: z.array(
    z.object({ size: z.string().nullable(), quality: z.string().nullable(), amount: z.string() }),
  ),
  batchDiscount: z.string().nullable(),
  effectiveFrom: z.iso.datetime(),
});

/** Why a provider did not answer: a stable code, and its own words if there were any. */
const failureSchema = z.object({ code: z.string(), detail: z.string() });

const providerSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(PROVIDER_KINDS),
  baseUrl: z.string().nullable(),
  usualBaseUrl: z.string().nullable(),
  apiKeyHint: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  allowPrivateNetwork: z.boolean(),
  simulated: z.boolean(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
});

const tokensSchema = z.int().min(64).max(2_000_000).nullable();

const capabilityFields = {
  structuredOutput: z.enum(STRUCTURED_OUTPUTS),
  tokenLimit: z.enum(TOKEN_LIMITS).nullable(),
  streaming: z.enum(STREAMINGS),
  instructionRole: z.enum(INSTRUCTION_ROLES).nullable(),
  pictures: z.boolean().describe("Whether it may be shown pictures"),
  functions: z.boolean().describe("Whether it may be offered tools to call"),
  leftOut: z.array(z.enum([...LEAVABLE_FIELDS, ...LEAVABLE_PICTURE_FIELDS])),
  mostOutputTokens: tokensSchema,
  contextTokens: tokensSchema,
  leastOutputTokens: tokensSchema,
  billedOutputTokens: tokensSchema,
  pictureSizes: z.array(sizeSchema).max(50).describe("The sizes it draws in; none: any"),
  pictureQualities: z.array(qualitySchema).max(20).describe("The qualities it draws in; none: any"),
  mostPictures: z.int().min(1).max(100).nullable().describe("The most pictures it draws in one call"),
};

/** What a model takes; `learnt` holds the provider's words that taught it, by what they taught. */
const capabilitiesSchema = z.object({
  ...capabilityFields,
  learnt: z.partialRecord(
    z.enum(Object.keys(capabilityFields) as Capability[]),
    z.object({ words: z.string(), at: z.iso.datetime() }),
  ),
});

const modelSchema = z.object({
  id: z.string(),
  providerId: z.string(),
  providerName: z.string(),
  providerKind: z.enum(PROVIDER_KINDS),
  name: z.string(),
  kind: z.enum(MODEL_KINDS),
  limits: z.object({
    rpm: z.number().nullable(),
    tpm: z.number().nullable(),
    concurrency: z.number().nullable(),
  }),
  capabilities: capabilitiesSchema,
  price: priceSchema.nullable(),
  nextPrice: priceSchema.nullable(),
  simulated: z.boolean(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
});

const providers = {
  list: authenticated
    .route({ method: "GET", path: "/providers", summary: "List providers", tags })
    .input(pageInput)
    .output(pageOf(providerSchema))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listProviders(actor, input))),

  find: authenticated
    .route({ method: "GET", path: "/providers/{id}", summary: "A provider", tags })
    .input(idInput)
    .output(providerSchema)
    .handler(async ({ context: { actor }, input }) => orRefuse(await viewProvider(actor, input.id))),

  create: authenticated
    .route({ method: "POST", path: "/providers", successStatus: 201, summary: "Add a provider", tags })
    .input(
      z.object({
        name: nameSchema,
        kind: z.enum(PROVIDER_KINDS),
        baseUrl: baseUrlSchema.nullish(),
        apiKey: apiKeySchema.nullish(),
        headers: headersSchema.optional(),
        allowPrivateNetwork: z.boolean().optional(),
      }),
    )
    .use(idempotent)
    .output(providerSchema)
    .handler(async ({ context: { actor }, input }) =>
      orRefuse(
        await createProvider(actor, {
          ...input,
          baseUrl: input.baseUrl || null,
          headers: input.headers ?? {},
          allowPrivateNetwork: input.allowPrivateNetwork ?? false,
        }),
      ),
    ),

  change: authenticated
    .route({
      method: "PATCH",
      path: "/providers/{id}",
      summary: "Change a provider or replace its key",
      tags,
    })
    .input(
      idInput.extend({
        name: nameSchema.optional(),
        baseUrl: baseUrlSchema.nullish(),
        apiKey: apiKeySchema.nullish(),
        headers: headersSchema.optional(),
        allowPrivateNetwork: z.boolean().optional(),
      }),
    )
    .output(providerSchema)
    .handler(async ({ context: { actor }, input: { id, ...change } }) =>
      orRefuse(
        await changeProvider(actor, id, {
          ...change,
          baseUrl: change.baseUrl === "" ? null : change.baseUrl,
        }),
      ),
    ),

  archive: authenticated
    .route({ method: "DELETE", path: "/providers/{id}", summary: "Archive a provider and its models", tags })
    .input(idInput)
    .output(idInput)
    .handler(async ({ context: { actor }, input }) => orRefuse(await archiveProvider(actor, input.id))),

  test: authenticated
    .route({
      method: "POST",
      path: "/providers/{id}/test",
      summary: "Try a provider's address and key",
      tags,
    })
    .input(idInput)
    .output(
      z.discriminatedUnion("status", [
        z.object({ status: z.literal("ok"), latencyMs: z.number(), modelCount: z.number().int() }),
        z.object({
          status: z.literal("failed"),
          latencyMs: z.number(),
          code: z.string(),
          detail: z.string(),
        }),
      ]),
    )
    .handler(async ({ context: { actor }, input }) => orRefuse(await testProvider(actor, input.id))),

  offered: authenticated
    .route({ method: "GET", path: "/providers/{id}/models", summary: "What models a provider offers", tags })
    .input(idInput)
    .output(z.object({ names: z.array(z.string()), failure: failureSchema.nullable() }))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listOfferedModels(actor, input.id))),

  suggestPrice: authenticated
    .route({
      method: "GET",
      path: "/providers/{id}/suggested-price",
      summary: "The list price of a model of this provider, as a start",
      tags,
    })
    .input(idInput.extend({ model: z.string().max(200) }))
    .output(
      z.object({
        suggestion: z
          .object({
            currency: z.string(),
            inputPerMTok: z.string(),
            cachedInputPerMTok: z.string().nullable(),
            cacheWritePerMTok: z.string().nullable(),
            pictureInputPerMTok: z.string().nullable(),
            outputPerMTok: z.string(),
            pictureOutputPerMTok: z.string().nullable(),
            source: z.string(),
          })
          .nullable(),
      }),
    )
    .handler(async ({ context: { actor }, input }) =>
      orRefuse(await suggestPriceFor(actor, input.id, input.model)),
    ),
};

const models = {
  list: authenticated
    .route({ method: "GET", path: "/models", summary: "List models with their prices of now", tags })
    .input(pageInput.extend({ providerId: z.uuid().optional(), kind: z.enum(MODEL_KINDS).optional() }))
    .output(pageOf(modelSchema))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listModels(actor, input))),

  find: authenticated
    .route({ method: "GET", path: "/models/{id}", summary: "A model", tags })
    .input(idInput)
    .output(modelSchema)
    .handler(async ({ context: { actor }, input }) => orRefuse(await viewModel(actor, input.id))),

  create: authenticated
    .route({
      method: "POST",
      path: "/models",
      successStatus: 201,
      summary: "Add a model and its price",
      tags,
    })
    .input(
      z.object({
        providerId: z.string(),
        name: nameSchema,
        kind: z.enum(MODEL_KINDS),
        prices: newPriceSchema.optional(),
        limits: z
          .object({
            rpm: limitSchema.optional(),
            tpm: limitSchema.optional(),
            concurrency: limitSchema.optional(),
          })
          .default({}),
      }),
    )
    .use(idempotent)
    .output(modelSchema)
    .handler(async ({ context: { actor }, input }) => {
      const { rpm = null, tpm = null, concurrency = null } = input.limits;
      return orRefuse(await createModel(actor, { ...input, limits: { rpm, tpm, concurrency } }));
    }),

  change: authenticated
    .route({
      method: "PATCH",
      path: "/models/{id}",
      summary: "Change a model: its name, its limits, what it takes",
      tags,
    })
    .input(
      idInput.extend({
        name: nameSchema.optional(),
        limits: z
          .object({
            rpm: limitSchema.optional(),
            tpm: limitSchema.optional(),
            concurrency: limitSchema.optional(),
          })
          .optional(),
        capabilities: z.object(capabilityFields).partial().optional(),
      }),
    )
    .output(modelSchema)
    .handler(async ({ context: { actor }, input: { id, ...change } }) =>
      orRefuse(await changeModel(actor, id, change)),
    ),

  archive: authenticated
    .route({ method: "DELETE", path: "/models/{id}", summary: "Archive a model", tags })
    .input(idInput)
    .output(idInput)
    .handler(async ({ context: { actor }, input }) => orRefuse(await archiveModel(actor, input.id))),

  prices: authenticated
    .route({
      method: "GET",
      path: "/models/{id}/prices",
      summary: "Every price of a model, newest first",
      tags,
    })
    .input(idInput)
    .output(pageOf(priceSchema))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listPrices(actor, input.id))),

  addPrice: authenticated
    .route({
      method: "POST",
      path: "/models/{id}/prices",
      successStatus: 201,
      summary: "Add a price that counts from a moment on",
      tags,
    })
    .input(
      newPriceSchema.extend({ id: z.string(), effectiveFrom: z.iso.datetime({ offset: true }).optional() }),
    )
    .use(idempotent)
    .output(priceSchema)
    .handler(async ({ context: { actor }, input: { id, effectiveFrom, ...price } }) =>
      orRefuse(await addPrice(actor, id, price, effectiveFrom ? new Date(effectiveFrom) : undefined)),
    ),
};

export const modelsRouter = { providers, models };
