import { expect, test } from "vitest";
import * as akeneo from "#lib/publishing/channels/akeneo/product-columns.ts";
import { productRow as akeneoRow } from "#lib/publishing/channels/akeneo/product-row.ts";
import * as woocommerce from "#lib/publishing/channels/woocommerce/product-columns.ts";
import { productRow as wooRow } from "#lib/publishing/channels/woocommerce/product-row.ts";
import { storedMapping } from "#lib/publishing/mapping/mapping.ts";

const mapped = (names: string[]) => storedMapping(Object.fromEntries(names.map((name) => [name, "x"])));
const LEAVE_OUT = { blanks: "leave-out" } as const;
const wooCodes = (
  fields: Record<string, unknown>,
  config: { blanks: "leave-out" | "overwrite" } = LEAVE_OUT,
) =>
  wooRow({ fields: { SKU: "R-1", ...fields } }, config).problems.map(
    ({ code, column }) => `${code} ${column}`,
  );

test("columns that WooCommerce's importer does not know, or that do nothing alone, are refused with what is meant", () => {
  const misfit = (names: string[]) => woocommerce.columnsMisfit(mapped(names));
  expect(misfit(["SKU", "Name", "Weight (kg)", "Meta: _seo_title", "GTIN, UPC, EAN, or ISBN"])).toBeNull();
  expect(misfit(["ID", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible"])).toBeNull();
  expect(misfit(["Name"])).toMatchObject({ code: "product_column_missing" });
  expect(misfit(["SKU", "Body (HTML)"])).toMatchObject({
    ...{ code: "woocommerce_column_unknown", params: { column: "Body (HTML)" } },
  });
  expect(misfit(["SKU", "Attribute 2 value(s)"])).toMatchObject({
    ...{ code: "woocommerce_attribute_alone", params: { other: "Attribute 2 name" } },
  });
});

test("a product's cells are as WooCommerce's importer reads them", () => {
  const fields = {
    ...{ SKU: "R-1", Name: "Rose <b>&amp; Oud</b>\n", Description: "One\nTwo C:\\new", Published: "true" },
    ...{ Categories: ["Perfume > Eau", "Gifts, small"], "In stock?": "No", Stock: "-5" },
  };
  expect(wooRow({ fields }, LEAVE_OUT)).toMatchObject({
    product: "r-1",
    problems: [],
    cells: {
      ...{ Name: "Rose & Oud", Description: "<p>One<br>Two C:&#92;new</p>", Published: "1" },
      ...{ Categories: "Perfume > Eau, Gifts\\, small", "In stock?": "0", Stock: "-5" },
    },
  });
});

test("what would empty or break something in a WooCommerce shop is left out by name", () => {
  expect(wooCodes({ Description: "" })).toEqual(["product_blank Description"]);
  expect(wooCodes({ Description: "" }, { blanks: "overwrite" })).toEqual([]);
  expect(wooCodes({ SKU: "", ID: "" }, { blanks: "overwrite" })).toEqual(["product_blank ID"]);
  expect(wooCodes({ SKU: "", ID: "7" })).toEqual([]);
  expect(wooCodes({ Name: "=HYPERLINK(1)" })).toEqual(["product_starts_formula Name"]);
  expect(wooCodes({ Description: "=1+1" })).toEqual([]);
  expect(wooCodes({ Type: "Simple, virtual" })).toEqual([]);
  expect(wooCodes({ Type: "Variant" })).toEqual(["woocommerce_type_unknown Type"]);
  // A variation is one of a product and has its name from there; anything else is of none.
  expect(wooCodes({ Type: "variation", Parent: "", Name: "" })).toEqual(["product_blank Parent"]);
  expect(wooCodes({ Type: "simple", Parent: "", Name: "Rose" })).toEqual([]);
  // Where these are blank its importer keeps what stands there; where those are, it makes something else of the product.
  expect(wooCodes({ Images: "", "Date sale price starts": "", "Date sale price ends": "" })).toEqual([]);
  for (const column of ["Type", "Published", "In stock?", "Visibility in catalog"])
    expect(wooCodes({ [column]: "" }, { blanks: "overwrite" })).toEqual([`woocommerce_blank ${column}`]);
  expect(wooCodes({ Type: "variation", Parent: "R", "Visibility in catalog": "" })).toEqual([
    "woocommerce_blank Visibility in catalog",
  ]);
  const attribute = { "Attribute 1 name": "", "Attribute 1 value(s)": "" };
  expect(wooCodes(attribute)).toEqual([]);
  expect(wooCodes({ ...attribute, "Attribute 1 name": "Size" })).toEqual([
    "product_blank Attribute 1 value(s)",
  ]);
});

test("columns that Akeneo would refuse the file for are refused before", () => {
  const misfit = (names: string[]) => akeneo.columnsMisfit(mapped(names), "sku");
  expect(
    misfit(["sku", "family", "name-en_US", "description-de_DE-ecommerce", "price-EUR", "X_SELL-products"]),
  ).toBeNull();
  expect(misfit(["name"])).toMatchObject({ code: "product_column_missing", params: { column: "sku" } });
  for (const wrong of ["Name (en)", "näme", "description-en-US-a-b", ""])
    expect(misfit(["sku", wrong])).toMatchObject({
      code: "akeneo_column_invalid",
      params: { column: wrong },
    });
});

test("a text goes only into the column of its own language", () => {
  expect(akeneo.localeOf("description-en_US-ecommerce")).toBe("en_US");
  expect(akeneo.localeOf("price-EUR")).toBeNull();
  for (const [language, locale, expected] of [
    ["de", "de_DE", true],
    ["de", "de_AT", true],
    ["de-AT", "de_AT", true],
    ["de-DE", "de_AT", false],
    ["en", "de_DE", false],
    ["zh-CN", "zh_CN", true],
    ["zh-CN", "zh_TW", false],
    ["zh", "zh_Hans_CN", true],
  ] as const)
    expect([language, locale, akeneo.speaks(language, locale)]).toEqual([language, locale, expected]);
});

test("what would empty or break something in Akeneo is left out by name", () => {
  const codes = (
    fields: Record<string, unknown>,
    language = "en",
    blanks: "leave-out" | "overwrite" = "leave-out",
  ) =>
    akeneoRow({ fields: { sku: "R-1", ...fields }, language }, { identifier: "sku", blanks }).problems.map(
      ({ code, column }) => `${code} ${column}`,
    );
  expect(codes({ "name-en_US": "Rose", categories: ["perfume", "gifts"], parent: "" })).toEqual([]);
  expect(codes({ "name-en_US": "" })).toEqual(["product_blank name-en_US"]);
  expect(codes({ "name-en_US": "", categories: "" }, "en", "overwrite")).toEqual([]);
  expect(codes({ enabled: "" }, "en", "overwrite")).toEqual(["akeneo_enabled_blank enabled"]);
  expect(codes({ "name-en_US": "Rose" }, "de")).toEqual(["akeneo_other_locale name-en_US"]);
  expect(codes({ sku: "R;1" })).toEqual(["akeneo_identifier_invalid sku"]);
  expect(codes({ "name-en_US": "@SUM(1)" })).toEqual(["product_starts_formula name-en_US"]);
  const { cells } = akeneoRow(
    {
      fields: {
        sku: "R-1",
        categories: ["perfume", "gifts"],
        points: ["Soft", "Warm, long"],
        enabled: "TRUE",
      },
      language: "en",
    },
    { identifier: "sku", blanks: "leave-out" },
  );
  expect(cells).toEqual({
    sku: "R-1",
    categories: "perfume,gifts",
    points: "Soft\nWarm, long",
    enabled: "1",
  });
});
