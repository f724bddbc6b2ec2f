/** The headers of a product file: those that Shopify writes now, or those it wrote before and still reads. */
export const SHOPIFY_HEADERS = ["new", "old"] as const;

export type ShopifyHeaders = (typeof SHOPIFY_HEADERS)[number];

/** What a blank field does: its item is left out, or it empties what the shop has there. */
export const SHOPIFY_BLANKS = ["leave-out", "overwrite"] as const;

export type ShopifyBlanks = (typeof SHOPIFY_BLANKS)[number];

/** What translations can be of. */
export const SHOPIFY_TYPES = ["PRODUCT", "COLLECTION"] as const;

export type ShopifyType = (typeof SHOPIFY_TYPES)[number];

/** What the channel of products is told to write. */
export interface ProductsConfig {
  kind: "shopify-products";
  headers: ShopifyHeaders;
  blanks: ShopifyBlanks;
}

/** What the channel of translations is told to write. */
export interface TranslationsConfig {
  kind: "shopify-translations";
  type: ShopifyType;
  /** Of the shop's markets; all of them where it is empty. */
  market: string;
}
