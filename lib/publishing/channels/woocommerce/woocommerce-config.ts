import type { Blanks } from "../product-csv/blanks.ts";

/** What the channel is told to write. */
export interface WooCommerceConfig {
  kind: "woocommerce-products";
  blanks: Blanks;
}
