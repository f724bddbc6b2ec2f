import type { Preset } from "./preset.ts";

/** The product exporter of WooCommerce, with English headers. */
export const woocommerce: Preset = {
  name: "woocommerce",
  version: "2026-11-28",
  signs: [["id", "type", "sku", "name", "published"]],
  keys: ["sku", "id"],
  targets: {
    name: "title",
    "gtin,upc,ean,orisbn": "gtin",
    categories: "category",
    images: "pictures",
    shortdescription: "attributes.short description",
    description: "attributes.description",
  },
  leftOut: ["position", "downloadlimit", "downloadexpirydays"],
  named: { name: "attribute$name", value: "attribute$values" },
  listsCategories: true,
  quotesFormulas: true,
};
