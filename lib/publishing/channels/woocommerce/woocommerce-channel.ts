import { z } from "zod";
import type { Channel } from "../channel.ts";
import { testStore } from "../file/test-store.ts";
import { BLANKS } from "../product-csv/blanks.ts";
import type { ProductLayout } from "../product-csv/product-layout.ts";
import { deliverProducts } from "../product-csv/write-products.ts";
import { attributeOf, columnsMisfit, IDS } from "./product-columns.ts";
import { isVariationOf, productRow } from "./product-row.ts";
import type { WooCommerceConfig } from "./woocommerce-config.ts";

const settings = z.object({
  blanks: z
    .enum(BLANKS)
    .default("leave-out")
    .describe("A blank cell empties what the shop has: its item is left out, or does so"),
});

/** A product file for WooCommerce's importer, with the columns in which something changed. */
export const woocommerceChannel = {
  kind: "woocommerce-products",
  config: settings.extend({ kind: z.literal("woocommerce-products") }),
  settings,
  tellsReceiver: false,
  settingsMisfit: async (_, mapping) => columnsMisfit(mapping),
  examine: async (config) => ({
    problemsOf: async (_, items) => items.map((item) => productRow(item, config).problems),
  }),
  deliver: (items, config) => deliverProducts(items, layoutOf(config), []),
  test: testStore,
} satisfies Channel<WooCommerceConfig>;

function layoutOf(config: WooCommerceConfig): ProductLayout {
  return {
    // What a product is known by, and what a variation is one of.
    ...{ delimiter: ",", yes: "1", standing: [...IDS, "Type", "Parent"], groupedBy: null },
    isOfProduct: () => false,
    // The importer gives a product those attributes that a file names and no others.
    belongsTogether: (column) => attributeOf(column) !== null,
    // A variation is taken only where its product is there already.
    rankOf: (cells) => Number(isVariationOf(cells)),
    rowOf: (item) => productRow(item, config),
    twice: ({ product }, itemId) => ({
      code: "product_twice",
      params: { itemId, value: product, column: IDS.join(" / ") },
    }),
  };
}
