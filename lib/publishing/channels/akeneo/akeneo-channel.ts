import { z } from "zod";
import type { Channel } from "../channel.ts";
import { testStore } from "../file/test-store.ts";
import { BLANKS } from "../product-csv/blanks.ts";
import type { ProductLayout } from "../product-csv/product-layout.ts";
import { deliverProducts } from "../product-csv/write-products.ts";
import { AKENEO_DELIMITERS, type AkeneoConfig } from "./akeneo-config.ts";
import { columnsMisfit } from "./product-columns.ts";
import { productRow } from "./product-row.ts";

const settings = z.object({
  delimiter: z.enum(AKENEO_DELIMITERS).default(";").describe("As the import profile has it"),
  identifier: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_]{1,100}$/, "input_wanted_attribute_code")
    .default("sku")
    .describe("The code of the attribute that a product is known by"),
  blanks: z
    .enum(BLANKS)
    .default("leave-out")
    .describe("A blank cell empties what stands there: its item is left out, or does so"),
});

/** A product file for Akeneo's import, with the columns in which something changed. */
export const akeneoChannel = {
  kind: "akeneo-products",
  config: settings.extend({ kind: z.literal("akeneo-products") }),
  settings,
  tellsReceiver: false,
  settingsMisfit: async (given, mapping) => columnsMisfit(mapping, settings.parse(given).identifier),
  examine: async (config) => ({
    problemsOf: async (_, items) => items.map((item) => productRow(item, config).problems),
  }),
  deliver: (items, config) => deliverProducts(items, layoutOf(config), [config.identifier]),
  test: testStore,
} satisfies Channel<AkeneoConfig>;

function layoutOf(config: AkeneoConfig): ProductLayout {
  const { delimiter, identifier } = config;
  return {
    ...{ delimiter, yes: "1", standing: [identifier], groupedBy: null },
    isOfProduct: () => false,
    belongsTogether: () => false,
    rankOf: () => 0,
    rowOf: (item) => productRow(item, config),
    twice: ({ product }, itemId) => ({
      code: "product_twice",
      params: { itemId, value: product, column: identifier },
    }),
  };
}
