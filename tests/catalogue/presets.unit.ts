import { describe, expect, test } from "vitest";
import {
  type CatalogueImportPlan,
  likelyTarget,
  planCatalogueImport,
} from "#lib/catalogue/imports/import-plan.ts";
import { offerOf, recognisePreset } from "#lib/catalogue/imports/presets/recognise-preset.ts";
import { ProductReader } from "#lib/catalogue/read-products.ts";
import type { Inspection } from "#lib/datasets/inspect-file.ts";

const SHOPIFY_OLD =
  "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Price,Variant Barcode,Image Src,Image Position,Variant Image,Status";
const SHOPIFY_NEW =
  "Title,URL handle,Description,Vendor,Product category,Type,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,Product image URL,Image position,Variant image URL";
const AMAZON =
  "feed_product_type,item_sku,brand_name,item_name,external_product_id,main_image_url,other_image_url1";

describe("a file is recognised by its headers", () => {
  test.each([
    ["shopify", SHOPIFY_OLD, "Variant SKU"],
    ["shopify", SHOPIFY_NEW, "SKU"],
    ["woocommerce", 'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Categories,Images', "SKU"],
    ["akeneo", "sku;family;categories;enabled;name-en_US;description-en_US-mobile", "sku"],
    ["google", "id\ttitle\tdescription\tlink\timage_link\tavailability\tproduct_type\tgtin", "id"],
    ["amazon", AMAZON, "item_sku"],
    ["amazon", "seller-sku,item-name,asin1,price", "seller-sku"],
    [
      "amazon",
      "contribution_sku#1.value,item_name[marketplace_id=ATVPDKIKX0DER][language_tag=en_US]#1.value",
      "contribution_sku#1.value",
    ],
  ])("%s", (name, line, key) => {
    const headers = headersOf(line);
    const preset = recognisePreset(headers);
    expect(preset?.name).toBe(name);
    if (!preset) return;
    const offer = offerOf(preset, headers);
    expect(offer.key).toBe(key);
    expect(Object.values(offer.mapping)).toContain("title");
  });

  test("a file of one's own is none of them", () => {
    expect(recognisePreset(["SKU", "Name", "Price"])).toBeNull();
    expect(likelyTarget("商品名称")).toBe("title");
    expect(likelyTarget("Main image URL")).toBe("pictures");
    expect(likelyTarget("Material")).toBe("attributes.Material");
  });
});

describe("what the columns of a file are", () => {
  test("a preset is taken only where somebody chose it", () => {
    const own = plan(SHOPIFY_OLD, { key: "Variant SKU" });
    expect(targetOf(own, "Variant Barcode")).toBe("attributes.Variant Barcode");
    expect(targetOf(own, "Title")).toBe("title");
    const chosen = plan(SHOPIFY_OLD, { preset: "shopify" });
    expect(targetOf(chosen, "Variant Barcode")).toBe("gtin");
    expect(targetOf(chosen, "Variant SKU")).toBe("key");
    expect(targetOf(chosen, "Image Position")).toBeUndefined();
    const corrected = plan(SHOPIFY_OLD, {
      preset: "shopify",
      key: "Handle",
      mapping: { Vendor: "attributes.brand" },
    });
    expect(targetOf(corrected, "Handle")).toBe("key");
    expect(targetOf(corrected, "Vendor")).toBe("attributes.brand");
  });

  test("columns keep their own names, and what was asked for goes before what a name sounds like", () => {
    const own = plan("SKU,Name,Title,Material,Notes", {
      key: "SKU",
      mapping: { Name: "title", Notes: null },
    });
    expect(own.columns).toEqual([
      { header: "SKU", target: "key" },
      { header: "Name", target: "title" },
      { header: "Title", target: "attributes.Title" },
      { header: "Material", target: "attributes.Material" },
    ]);
  });

  test("a metafield of Shopify is an attribute of its own name, unless another column has that", () => {
    const metafield = (name: string) => `${name} (product.metafields.custom.${name.toLowerCase()})`;
    const headers = [...headersOf(SHOPIFY_OLD), ...["Material", "Status", "Care"].map(metafield)];
    const planned = planCatalogueImport(inspectionOf([...headers, "Care (product.metafields.b.care)"]), {
      preset: "shopify",
    });
    if (!planned.ok) throw new Error(planned.refusal.code);
    expect(targetOf(planned.value, metafield("Material"))).toBe("attributes.Material");
    expect(targetOf(planned.value, metafield("Status"))).toBe(`attributes.${metafield("Status")}`);
    expect(targetOf(planned.value, metafield("Care"))).toBe("attributes.Care");
    expect(targetOf(planned.value, "Care (product.metafields.b.care)")).toBe(
      "attributes.Care (product.metafields.b.care)",
    );
  });

  test.each([
    [{ key: "Nothing" }, "unknown_header"],
    [{}, "key_column_missing"],
    [{ key: "SKU", mapping: { Name: "colour" } }, "unknown_target"],
    [{ key: "SKU", mapping: { Name: "title", Material: "title" } }, "target_twice"],
  ])("%j is refused: %s", (choice, code) => {
    const planned = planCatalogueImport(inspectionOf(headersOf("SKU,Name,Material")), choice);
    expect(planned).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe("rows of a Shopify export", () => {
  const read = (
    lines: string[],
    choice: Parameters<typeof planCatalogueImport>[1] = { preset: "shopify" },
  ) => {
    const headers = headersOf(SHOPIFY_OLD);
    const reader = new ProductReader(plan(SHOPIFY_OLD, choice));
    const rows = lines.map((line, at) => ({
      sourceRow: at + 2,
      values: Object.fromEntries(headers.map((header, column) => [header, line.split(",")[column] ?? ""])),
    }));
    return [...rows.flatMap((row) => reader.add(row)), ...reader.end()];
  };
  const SHIRT = [
    "shirt,Linen shirt,<p>Airy</p>,Acme,Apparel > Shirts,Shirt,summer,TRUE,Size,S,LS-S,200,30,4006381333931,https://a.example/1.jpg,1,,active",
    "shirt,,,,,,,,,M,LS-M,210,30,,https://a.example/2.jpg,2,https://a.example/m.jpg,",
    "shirt,,,,,,,,,,,,,,https://a.example/3.jpg,3,,",
  ];

  test("a variant has what the first row says of them all, and what is its own", () => {
    const products = read(SHIRT);
    expect(products).toHaveLength(2);
    expect(products[1]).toMatchObject({
      ok: true,
      row: { sourceRow: 3 },
      patch: {
        key: "LS-M",
        facts: { title: "Linen shirt", category: ["Apparel", "Shirts"], gtin: null },
        attributes: { Vendor: "Acme", Size: "M", "Variant Grams": "210" },
      },
    });
    expect(products[0]).toMatchObject({
      patch: { key: "LS-S", facts: { gtin: "4006381333931" }, attributes: { Size: "S" } },
    });
  });

  test("a row of a picture only is no product and no error, and its picture belongs to all", () => {
    const urls = read(SHIRT).map((one) => one.ok && one.patch.facts.pictures?.map(({ url }) => url));
    const own = [1, 2, 3].map((n) => `https://a.example/${n}.jpg`);
    expect(urls).toEqual([own, ["https://a.example/m.jpg", ...own]]);
  });

  test("a variant without its SKU is told at its row", () => {
    expect(read([...SHIRT, "shirt,,,,,,,,,L,,210,30,,,,,"])[2]).toMatchObject({
      ok: false,
      row: { sourceRow: 5 },
      errors: [{ column: "Variant SKU", rule: "key_missing" }],
    });
  });

  test("they are joined also where the columns were mapped by hand", () => {
    const products = read(SHIRT, {
      key: "Variant SKU",
      mapping: { Title: "title", "Image Src": "pictures", Vendor: "attributes.brand" },
    });
    expect(products).toHaveLength(2);
    expect(products[1]).toMatchObject({
      patch: { facts: { title: "Linen shirt" }, attributes: { brand: "Acme" } },
    });
  });

  test("they are rows like any others where the file is said to be none", () => {
    expect(read(SHIRT, { preset: "none", key: "Variant SKU" })).toHaveLength(3);
  });

  test("keyed by its handle a group is one product", () => {
    const products = read(SHIRT, { preset: "shopify", key: "Handle" });
    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({ patch: { key: "shirt", facts: { pictures: [{}, {}, {}] } } });
  });

  test("another handle begins another product, also without a title of its own", () => {
    const products = read([...SHIRT, "hat,Hat,,,,,,,Title,Default Title,HAT,,,,,,,"]);
    expect(products[2]).toMatchObject({ patch: { key: "HAT", facts: { title: "Hat", pictures: null } } });
    expect(products[2]).not.toMatchObject({ patch: { attributes: { Title: expect.anything() } } });
  });
});

test("WooCommerce's attributes are named by the row, its apostrophes are taken off, and the first category counts", () => {
  const line = "ID,Type,SKU,Name,Published,Categories,Attribute 1 name,Attribute 1 value(s),Weight (kg)";
  const reader = new ProductReader(plan(line, { preset: "woocommerce" }));
  const cells = ["7", "simple", "W-1", "Wool hat", "1", "Hats > Winter, Sale", "Colour", "Red", "'-5"];
  const values = Object.fromEntries(headersOf(line).map((header, at) => [header, cells[at] ?? ""]));
  expect(reader.add({ sourceRow: 2, values })).toMatchObject([
    {
      patch: {
        key: "W-1",
        facts: { title: "Wool hat", category: ["Hats", "Winter"] },
        attributes: { Colour: "Red", "Weight (kg)": "-5" },
      },
    },
  ]);
});

function headersOf(line: string): string[] {
  return line.split(/[,;\t](?=(?:[^"]*"[^"]*")*[^"]*$)/).map((header) => header.replaceAll('"', ""));
}

function plan(line: string, choice: Parameters<typeof planCatalogueImport>[1]): CatalogueImportPlan {
  const planned = planCatalogueImport(inspectionOf(headersOf(line)), choice);
  if (!planned.ok) throw new Error(planned.refusal.code);
  return planned.value;
}

function targetOf({ columns }: CatalogueImportPlan, header: string): string | undefined {
  return columns.find((column) => column.header === header)?.target;
}

function inspectionOf(headers: string[]): Inspection {
  return {
    format: { kind: "delimited", encoding: "utf-8", delimiter: ",", quotes: true },
    sheets: [],
    headerRow: 1,
    columns: headers.map((header, index) => ({
      index,
      header,
      samples: [],
      type: "text",
      filled: 0,
      distinct: 0,
    })),
    headerProblem: null,
    firstRows: [],
    width: headers.length,
    notices: [],
    rowsRead: 0,
  };
}
