import type { Preset } from "./preset.ts";

/** Product exports of Akeneo: attributes are headed `code-locale-channel`, and stay under those names. */
export const akeneo: Preset = {
  name: "akeneo",
  version: "2026-11-28",
  signs: [
    ["sku", "family", "categories"],
    ["identifier", "family", "categories"],
    ["uuid", "family", "categories"],
  ],
  keys: ["sku", "identifier", "uuid"],
  targets: { name: "title", categories: "category", ean: "gtin", gtin: "gtin" },
  listsCategories: true,
};
