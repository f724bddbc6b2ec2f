import { z } from "zod";
import { PRODUCT_SORTS, type ProductOutputRow, type ProductRow } from "#db/queries/catalogue/products.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { money } from "#lib/money.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { cutPage, pageInput, pageOf } from "#lib/page.ts";
import { cutText } from "#lib/storable-text.ts";
import { ATTRIBUTE_TYPES, attributeType, usualUnit } from "./attribute-type.ts";
import { categoryText } from "./categories/category-path.ts";
import { categories } from "./categories/router.ts";
import { countSchema } from "./count-schema.ts";
import { fieldChangeSchema } from "./field-change-schema.ts";
import { importErrorText } from "./imports/read-error-file.ts";
import { catalogueImports } from "./imports/router.ts";
import { listAttributes } from "./list-attributes.ts";
import { countProducts, listProducts, placeOfProduct, sampleProducts } from "./list-products.ts";
import { type ProductFilter, productFilterSchema } from "./product-filter.ts";
import { MOST_PUSHED, pushProducts } from "./push-products.ts";
import { readProduct } from "./read-product.ts";
import { freezeFilter, selections } from "./selections/router.ts";

const tags = ["Catalogue"];

/** UTF-16 units of a value that stand for all that does not fit. */
const MOST_SHOWN = 80;

const attributes = authenticated
  .route({
    method: "GET",
    path: "/catalogue/attributes",
    summary: "The attributes that products have had, and what their values are",
    tags,
  })
  .output(
    z.object({
      items: z.array(
        z.object({
          name: z.string(),
          type: z.enum(ATTRIBUTE_TYPES).describe("As nearly all its values are"),
          unit: z.string().nullable().describe("The one that most values are in"),
          units: z.array(z.string()),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor } }) => {
    const found = orRefuse(await listAttributes(actor));
    return {
      items: found.map(({ name, kinds, units }) => ({
        name,
        type: attributeType({ kinds }),
        unit: usualUnit({ units }),
        units: Object.keys(units).sort(),
      })),
    };
  });

const pictureSchema = z.object({
  url: z.string().optional(),
  assetId: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
});

const productSchema = z.object({
  key: z.string(),
  title: z.string().nullable(),
  gtin: z.string().nullable(),
  category: z.string().nullable().describe("`A > B > C`, as the tree is now"),
  countries: z.array(z.string()),
  languages: z.array(z.string()),
  pictures: z.array(pictureSchema),
  attributes: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

const filterText = z
  .string()
  .max(100_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "input_wanted_json" });
      return z.NEVER;
    }
  })
  .pipe(productFilterSchema as z.ZodType<ProductFilter, unknown>)
  .describe('A filter as JSON, such as `{"all":[{"field":"country","is":"equals","value":"DE"}]}`');

const products = authenticated
  .route({ method: "GET", path: "/products", summary: "Products of a filter", tags })
  .input(
    pageInput.extend({
      filter: filterText.optional(),
      q: z.string().trim().max(200).optional().describe("How the key begins, or a GTIN"),
      sort: z.enum(PRODUCT_SORTS).default("added"),
    }),
  )
  .output(pageOf(productSchema))
  .handler(async ({ context: { actor }, input }) => {
    const found = orRefuse(await listProducts(actor, input));
    const page = cutPage(found, input.limit, (product) => placeOfProduct(product, input.sort));
    return { ...page, items: page.items.map(toProduct) };
  });

const outputSchema = z.object({
  itemId: z.string(),
  batch: z.object({ id: z.string(), name: z.string() }),
  template: z.object({ id: z.string(), name: z.string(), version: z.int().nullable() }),
  language: z.string(),
  state: z.enum(["succeeded", "failed", "skipped"]),
  reviewState: z.string(),
  output: z.record(z.string(), z.unknown()).nullable(),
  outputVersion: z.int(),
  cost: moneySchema,
  simulated: z.boolean(),
  endedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
});

const product = authenticated
  .route({
    method: "GET",
    path: "/products/{+key}",
    summary: "A product with everything that was ever made, approved, published and paid for it",
    tags,
  })
  .input(z.object({ key: z.string().max(200) }))
  .output(
    productSchema.extend({
      types: z.record(z.string(), z.enum(ATTRIBUTE_TYPES)).describe("What each attribute's values are"),
      languagesMade: z.array(
        z.object({
          language: z.string(),
          made: z.int(),
          approved: z.int(),
          published: z.int(),
          paid: moneySchema,
        }),
      ),
      outputs: z.array(outputSchema).describe("By language and then the newest first"),
      history: z.array(
        z.object({
          at: z.iso.datetime(),
          import: z.object({ id: z.string(), fileName: z.string() }).nullable(),
          fields: z.array(fieldChangeSchema),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const view = orRefuse(await readProduct(actor, input));
    return {
      ...toProduct(view.product),
      types: Object.fromEntries(view.attributes.map(({ name, kinds }) => [name, attributeType({ kinds })])),
      languagesMade: view.languages,
      outputs: view.outputs.map(toOutput),
      history: view.history,
    };
  });

// How long a text may be, and how many there may be, is judged product by product: one that is too long costs no other.
const textOrTexts = z
  .union([z.string(), z.array(z.string())])
  .nullable()
  .optional();

const pushed = z.object({
  key: z.string().describe("200 characters at most"),
  title: z.string().nullable().optional().describe("2,000 characters at most"),
  gtin: z.string().nullable().optional(),
  category: textOrTexts,
  country: textOrTexts,
  language: textOrTexts,
  pictures: z
    .array(
      z.union([
        z.string(),
        z.object({
          url: z.string().optional(),
          assetId: z.string().optional(),
          width: z.int().optional().describe("In pixels, 1 to 100,000"),
          height: z.int().optional().describe("In pixels, 1 to 100,000"),
        }),
      ]),
    )
    .nullable()
    .optional()
    .describe("250 at most"),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe("Names of 200 characters and values of 100,000 at most"),
});

const push = authenticated
  .meta({ takesLargeJsonWith: "catalogue:write" })
  .route({
    method: "PUT",
    path: "/products",
    summary: "Tell what products are, in bulk",
    description:
      "New products are added and known ones changed, in one step; told again it changes nothing. What a product does not name stays; null takes away. Invalid ones are left out, each told with its errors.",
    tags,
  })
  .input(z.object({ products: z.array(pushed).min(1).max(MOST_PUSHED) }))
  .use(idempotent)
  .output(
    z.object({
      counts: z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), invalid: z.int() }),
      results: z.array(
        z.object({
          key: z.string(),
          status: z.enum(["created", "updated", "unchanged", "invalid"]),
          errors: z.array(z.object({ field: z.string(), rule: z.string(), message: z.string() })),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const results = orRefuse(await pushProducts(actor, input));
    const count = (status: (typeof results)[number]["status"]) =>
      results.filter((result) => result.status === status).length;
    return {
      counts: {
        created: count("created"),
        updated: count("updated"),
        unchanged: count("unchanged"),
        invalid: count("invalid"),
      },
      results: results.map(({ key, status, errors }) => ({
        ...{ key, status },
        errors: errors.map(({ field, rule, value }) => ({
          ...{ field, rule },
          message: importErrorText({ rule, column: field, value: cutText(value, MOST_SHOWN) }, locale),
        })),
      })),
    };
  });

const filterInput = z.object({ filter: productFilterSchema });

const count = authenticated
  .route({ method: "POST", path: "/products/count", summary: "How many products a filter finds", tags })
  .input(filterInput)
  .output(countSchema)
  .handler(async ({ context: { actor }, input }) => orRefuse(await countProducts(actor, input)));

const sample = authenticated
  .route({
    method: "POST",
    path: "/products/sample",
    summary: "The worst of the products that a filter finds",
    description:
      "Of the first 2,000 those with the fewest facts and attributes, and of these those with the fewest and smallest pictures.",
    tags,
  })
  .input(filterInput.extend({ limit: z.int().min(1).max(50).default(10) }))
  .output(z.object({ items: z.array(productSchema) }))
  .handler(async ({ context: { actor }, input }) => ({
    items: orRefuse(await sampleProducts(actor, input)).map(toProduct),
  }));

/** Products of the catalogue, where they come from and how they are found. */
export const catalogueRouter = {
  catalogue: { imports: catalogueImports, attributes, categories },
  products: { list: products, get: product, push, count, sample, freeze: freezeFilter },
  selections,
};

function toProduct({ key, facts, attributes: values, category, createdAt, changedAt }: ProductRow) {
  return {
    key,
    title: facts.title ?? null,
    gtin: facts.gtin ?? null,
    category: category && categoryText(category),
    countries: facts.countries ?? [],
    languages: facts.languages ?? [],
    pictures: facts.pictures ?? [],
    attributes: values,
    createdAt: new Date(createdAt).toISOString(),
    changedAt: new Date(changedAt).toISOString(),
  };
}

function toOutput(row: ProductOutputRow): z.output<typeof outputSchema> {
  const { batchId, seq, language, state, reviewState, output, outputVersion, simulated } = row;
  return {
    itemId: `${batchId}.${seq}`,
    batch: { id: batchId, name: row.batchName },
    template: { id: row.templateId, name: row.templateName, version: row.versionNumber },
    ...{ language, state, reviewState, output, outputVersion, simulated },
    cost: money(row.cost, row.currency),
    endedAt: new Date(row.endedAt).toISOString(),
    publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt).toISOString(),
  };
}
