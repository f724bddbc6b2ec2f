import type { Blanks } from "../product-csv/blanks.ts";

/** The headers of a product file: those that Shopify writes now, or those it wrote before and still reads. */
export const SHOPIFY_HEADERS = ["new", "old"] as const;

export type ShopifyHeaders = (typeof SHOPIFY_HEADERS)[number];

/** What translations can be of. */
export const SHOPIFY_TYPES = ["PRODUCT", "COLLECTION"] as const;

export type ShopifyType = (typeof SHOPIFY_TYPES)[number];

/** What the channel of products is told to write. */
export interface ProductsConfig {
  kind: "shopify-products";
  headers: ShopifyHeaders;
  blanks: Blanks;
}

/** What the channel of translations is told to write. */
export interface TranslationsConfig {
  kind: "shopify-translations";
  type: ShopifyType;
  /** Of the shop's markets; all of them where it is empty. */
  market: string;
}
