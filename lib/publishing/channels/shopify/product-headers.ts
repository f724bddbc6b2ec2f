import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { FieldRefusal } from "#lib/result.ts";
import type { ShopifyHeaders } from "./shopify-config.ts";

/** What the columns of a product file are called. */
interface Headers {
  handle: string;
  description: string;
  /** Names and values of what a product's variants differ in: they say which of them a row is. */
  options: readonly (readonly [string, string])[];
  seoTitle: string;
  seoDescription: string;
  /** Of a variant: without its options Shopify makes another one of it, and the shop loses those it has. */
  variant: readonly string[];
  /** Of one picture of the product: each further one has a row of its own. */
  picture: { address: string; position: string; alt: string };
  others: readonly string[];
}

export const TITLE = "Title";
const TAGS_COLUMN = "Tags";
const COST = "Cost per item";
const SHARED = [TITLE, "Vendor", "Type", TAGS_COLUMN, "Status"];
/** Of each of the shop's markets, or of a variant that this list does not know. */
const VARIANT_LIKE = /^(?:Variant |Price \/ |Compare[- ]at price \/ )/i;

export const HEADERS: Record<ShopifyHeaders, Headers> = {
  new: {
    handle: "URL handle",
    description: "Description",
    options: [1, 2, 3].map((n) => [`Option${n} name`, `Option${n} value`] as const),
    seoTitle: "SEO title",
    seoDescription: "SEO description",
    variant: [
      "SKU",
      "Barcode",
      "Price",
      "Compare-at price",
      COST,
      "Inventory quantity",
      "Inventory tracker",
      "Weight value (grams)",
      "Weight unit for display",
      "Requires shipping",
      "Fulfillment service",
      "Charge tax",
      "Tax code",
      "Continue selling when out of stock",
      "Variant image URL",
    ],
    picture: { address: "Product image URL", position: "Image position", alt: "Image alt text" },
    others: ["Product category", "Published on online store", "Gift card"],
  },
  old: {
    handle: "Handle",
    description: "Body (HTML)",
    options: [1, 2, 3].map((n) => [`Option${n} Name`, `Option${n} Value`] as const),
    seoTitle: "SEO Title",
    seoDescription: "SEO Description",
    variant: [
      "Variant SKU",
      "Variant Barcode",
      "Variant Price",
      "Variant Compare At Price",
      COST,
      "Variant Inventory Qty",
      "Variant Inventory Tracker",
      "Variant Inventory Policy",
      "Variant Grams",
      "Variant Weight Unit",
      "Variant Requires Shipping",
      "Variant Fulfillment Service",
      "Variant Taxable",
      "Variant Tax Code",
      "Variant Image",
    ],
    picture: { address: "Image Src", position: "Image Position", alt: "Image Alt Text" },
    others: ["Product Category", "Published", "Gift Card"],
  },
};

function knownColumns(headers: Headers) {
  const { handle, description, options, seoTitle, seoDescription, variant, picture, others } = headers;
  const ofProduct = [description, seoTitle, seoDescription, ...Object.values(picture), ...others];
  return [...SHARED, handle, ...options.flat(), ...variant, ...ofProduct];
}

/** What of a mapping Shopify would not read as it is meant, or `null`. */
export function headersMisfit(
  mapping: readonly StoredMappedField[],
  chosen: ShopifyHeaders,
): FieldRefusal | null {
  const headers = HEADERS[chosen];
  const names = mapping.map(({ to }) => to);
  const lost = [headers.handle, TITLE].find((column) => !names.includes(column));
  if (lost !== undefined) return misfit("shopify_column_missing", { column: lost });
  const known = knownColumns(headers);
  const others = knownColumns(HEADERS[chosen === "new" ? "old" : "new"]);
  for (const name of names) {
    if (known.includes(name)) continue;
    // Shopify tells headers apart by their case, and passes over those it does not know.
    const meant = known.find((column) => column.toLowerCase() === name.toLowerCase());
    if (meant) return misfit("shopify_column_case", { column: name, meant });
    if (others.includes(name)) return misfit("shopify_column_of_other", { column: name });
  }
  const [first] = headers.options;
  const ofVariant = names.find(
    (name) => headers.variant.includes(name) || headers.options.flat().includes(name),
  );
  const needed = headers.options.filter((pair) => pair === first || pair.some((one) => names.includes(one)));
  const option = needed.flat().find((column) => !names.includes(column));
  if (ofVariant !== undefined && option !== undefined)
    return misfit("shopify_option_missing", { column: ofVariant, option });
  return null;
}

function misfit(code: string, params: Record<string, string>): FieldRefusal {
  return { path: "mapping", code, params };
}

/** Columns that a file always has: what tells a product and a variant, and what Shopify wants of each. */
export function standingColumns(chosen: ShopifyHeaders): readonly string[] {
  const { handle, options } = HEADERS[chosen];
  return [handle, TITLE, ...options.flat()];
}

/** Whether a column is of the product: its first row has it, those of its further variants leave it blank. */
export function isOfProduct(column: string, chosen: ShopifyHeaders): boolean {
  const { handle, options, variant } = HEADERS[chosen];
  return ![handle, ...options.flat(), ...variant].includes(column) && !VARIANT_LIKE.test(column);
}

/** Whether a list in a column is told with commas. */
export function isTags(column: string): boolean {
  return column === TAGS_COLUMN;
}
