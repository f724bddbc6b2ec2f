import { z } from "zod";
import { AppError } from "#lib/app-error.ts";
import type { Channel, Delivery, PublishedItems } from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { testStore } from "../file/test-store.ts";
import { checkCsv, type WrittenProducts, writeProducts } from "./product-file.ts";
import { HEADERS, headersMisfit, TITLE } from "./product-headers.ts";
import { productRow } from "./product-row.ts";
import { type ProductsConfig, SHOPIFY_BLANKS, SHOPIFY_HEADERS } from "./shopify-config.ts";

const settings = z.object({
  headers: z
    .enum(SHOPIFY_HEADERS)
    .default("new")
    .describe("new: URL handle, Title, Description, …; old: Handle, Title, Body (HTML), …"),
  blanks: z
    .enum(SHOPIFY_BLANKS)
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
  examine: async (config) => ({
    problemsOf: async (_, items) => items.map((item) => productRow(item, config).problems),
  }),
  deliver,
  test: testStore,
} satisfies Channel<ProductsConfig>;

/** @throws DeliveryFailed for two items with one handle. */
function deliver(items: PublishedItems, config: ProductsConfig): Promise<Delivery> {
  let written: WrittenProducts | null = null;
  return deliverChecked(
    items,
    { extension: "csv", mediaType: "text/csv; charset=utf-8" },
    async (path) => {
      written = await writeProducts(path, items, config);
    },
    async (path) => {
      if (!written) throw new AppError("A file for a shop was not written.");
      await checkCsv(path, written, [HEADERS[config.headers].handle, TITLE]);
    },
  );
}
