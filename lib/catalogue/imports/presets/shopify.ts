import type { Preset } from "./preset.ts";

/** Product exports, as they were until 2024 (Handle, Variant SKU) and as they are since (URL handle, SKU). */
export const shopify: Preset = {
  name: "shopify",
  version: "2026-12-01",
  signs: [
    ["handle", "title", "variantsku"],
    ["urlhandle", "title", "sku"],
    ["handle", "title", "bodyhtml", "vendor"],
  ],
  keys: ["variantsku", "sku", "handle", "urlhandle"],
  targets: {
    title: "title",
    bodyhtml: "attributes.description",
    description: "attributes.description",
    productcategory: "category",
    variantbarcode: "gtin",
    barcode: "gtin",
    imagesrc: "pictures",
    productimageurl: "pictures",
    variantimage: "pictures",
    variantimageurl: "pictures",
  },
  // "Material (product.metafields.shopify.material)".
  nameEndsBefore: /\s*\((product|variant)\.metafields\.[^()]+\)\s*$/,
  leftOut: ["imageposition", "imagealttext"],
  named: { name: "option$name", value: "option$value" },
  quotesFormulas: true,
  group: {
    by: ["handle", "urlhandle"],
    ofVariant:
      /^(variant|option\dvalue|sku$|barcode$|price|compareatprice|costperitem|chargetax|taxcode|unitprice|inventory|continueselling|weight|requiresshipping|fulfillmentservice)/,
    variantSigns: ["option1value", "variantprice", "price"],
    pictures: ["imagesrc", "productimageurl"],
  },
};
