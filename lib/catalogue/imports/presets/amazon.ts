import type { Preset } from "./preset.ts";

/** Amazon's category templates (whose third row is the header), listing reports, and templates since 2024. */
export const amazon: Preset = {
  name: "amazon",
  version: "2026-11-28",
  signs: [
    ["itemsku", "itemname"],
    ["sellersku", "itemname", "asin1"],
    ["contributionsku", "itemname"],
  ],
  keys: ["itemsku", "sellersku", "contributionsku"],
  targets: {
    itemname: "title",
    itemtypename: "category",
    mainimageurl: "pictures",
    mainproductimagelocator: "pictures",
    imageurl: "pictures",
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7, 8].flatMap((number) => [
        [`otherimageurl${number}`, "pictures"],
        [`otherproductimagelocator${number}`, "pictures"],
      ]),
    ),
  },
};
