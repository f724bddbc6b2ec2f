import type { Preset } from "./preset.ts";

/** Product feeds of Google Merchant. */
export const google: Preset = {
  name: "google",
  version: "2026-11-28",
  signs: [
    ["id", "title", "link", "imagelink"],
    ["id", "title", "imagelink", "availability"],
  ],
  keys: ["id"],
  targets: {
    title: "title",
    producttype: "category",
    gtin: "gtin",
    imagelink: "pictures",
    additionalimagelink: "pictures",
    contentlanguage: "language",
    targetcountry: "country",
  },
};
