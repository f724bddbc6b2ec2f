import { z } from "zod";
import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { Channel } from "../channel.ts";
import { testStore } from "../file/test-store.ts";
import { BLANKS } from "../product-csv/blanks.ts";
import { deliverProducts } from "../product-csv/write-products.ts";
import { examineProducts } from "./examine-products.ts";
import { HEADERS, headersMisfit, TITLE } from "./product-headers.ts";
import { shopifyLayout } from "./product-layout.ts";
import { type ProductsConfig, SHOPIFY_HEADERS } from "./shopify-config.ts";

const settings = z.object({
  headers: z
    .enum(SHOPIFY_HEADERS)
    .default("new")
    .describe("new: URL handle, Title, Description, …; old: Handle, Title, Body (HTML), …"),
  blanks: z
    .enum(BLANKS)
    .default("leave-out")
    .describe("A blank cell empties what the shop has: its item is left out, or does so"),
});

/** A product file for Shopify's import, with the columns in which something changed. */
export const productsChannel = {
  kind: "shopify-products",
  config: settings.extend({ kind: z.literal("shopify-products") }),
  settings,
  tellsReceiver: false,
  settingsMisfit: async (given, mapping) => headersMisfit(mapping, settings.parse(given).headers),
  examine: async (config, mapping) => examineProducts(config, hasVariants(config, mapping)),
  deliver(items, config) {
    const isOfVariants = hasVariants(config, items.mapping);
    const { handle, picture } = HEADERS[config.headers];
    // Rows of further variants and pictures have no title.
    const isOneRow = !isOfVariants && items.mapping.every(({ to }) => to !== picture.address);
    const must = [handle, ...(isOneRow ? [TITLE] : [])];
    return deliverProducts(items, shopifyLayout(config, isOfVariants), must);
  },
  test: testStore,
} satisfies Channel<ProductsConfig>;

function hasVariants({ headers }: ProductsConfig, mapping: readonly StoredMappedField[]): boolean {
  const options = HEADERS[headers].options.flat();
  return mapping.some(({ to }) => options.includes(to));
}
