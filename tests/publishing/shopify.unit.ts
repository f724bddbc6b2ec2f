import { expect, test } from "vitest";
import { shopHtml } from "#lib/publishing/channels/product-csv/shop-html.ts";
import { examineProducts } from "#lib/publishing/channels/shopify/examine-products.ts";
import { HEADERS, headersMisfit } from "#lib/publishing/channels/shopify/product-headers.ts";
import { pictureRows } from "#lib/publishing/channels/shopify/product-pictures.ts";
import { productRow } from "#lib/publishing/channels/shopify/product-row.ts";
import {
  shopifyLocale,
  translationsMisfit,
  translationsOf,
} from "#lib/publishing/channels/shopify/translation-rows.ts";
import { storedMapping } from "#lib/publishing/mapping/mapping.ts";

const NEW = { headers: "new", blanks: "leave-out" } as const;
const codesOf = (fields: Record<string, unknown>, config: Parameters<typeof productRow>[1] = NEW) =>
  productRow({ fields: { "URL handle": "rose", Title: "Rose", ...fields } }, config).problems.map(
    ({ code, isStrict }) => (isStrict ? code : `${code}?`),
  );

test("headers that Shopify would pass over, or that belong to the other kind of file, are refused with what is meant", () => {
  const misfit = (names: string[], headers: "new" | "old" = "new") =>
    headersMisfit(storedMapping(Object.fromEntries(names.map((name) => [name, "x"]))), headers);
  expect(
    misfit(["URL handle", "Title", "Description", "Fabric (product.metafields.custom.fabric)"]),
  ).toBeNull();
  expect(misfit(["Handle", "Title", "Body (HTML)"], "old")).toBeNull();
  expect(misfit(["Title"])).toMatchObject({
    code: "shopify_column_missing",
    params: { column: "URL handle" },
  });
  expect(misfit(["URL handle", "Title", "url Handle"])).toMatchObject({
    ...{ code: "shopify_column_case", params: { meant: "URL handle" } },
  });
  expect(misfit(["URL handle", "Title", "Body (HTML)"])).toMatchObject({ code: "shopify_column_of_other" });
  // Without its options a row of a variant makes another one, and the shop loses those it has.
  expect(misfit(["URL handle", "Title", "SKU", "Option1 name"])).toMatchObject({
    ...{ code: "shopify_option_missing", params: { option: "Option1 value" } },
  });
  expect(misfit(["URL handle", "Title", "Option1 name", "Option1 value", "Option2 value"])).toMatchObject({
    ...{ code: "shopify_option_missing", params: { option: "Option2 name" } },
  });
  for (const { handle, variant, options } of Object.values(HEADERS))
    expect(new Set([handle, ...variant, ...options.flat()]).size).toBe(1 + variant.length + 6);
});

test("what would empty or break something in the shop is left out by name", () => {
  expect(codesOf({ Description: "Fine", Tags: ["a", "b"] })).toEqual([]);
  expect(codesOf({ Vendor: "" })).toEqual(["shopify_blank"]);
  expect(codesOf({ Vendor: null }, { ...NEW, blanks: "overwrite" })).toEqual([]);
  expect(codesOf({ Title: "" }, { ...NEW, blanks: "overwrite" })).toEqual(["shopify_blank"]);
  expect(codesOf({ "URL handle": "a rose" })).toEqual(["shopify_handle_invalid"]);
  expect(codesOf({ "URL handle": "玫瑰-1" })).toEqual([]);
  expect(codesOf({ Title: "r".repeat(256) })).toEqual(["shopify_too_long"]);
  expect(codesOf({ "SEO title": "r".repeat(71) })).toEqual(["shopify_too_long?"]);
  expect(codesOf({ Vendor: "=cmd|' /C calc'!A0" })).toEqual(["shopify_starts_formula"]);
  expect(codesOf({ Description: "<p></p><script>x</script>" })).toEqual([]);
  expect(codesOf({ Description: "<script>x</script>" })).toEqual(["shopify_blank"]);
});

test("a further variant may leave blank what is of its product, and is told of where it says something else", async () => {
  const examiner = examineProducts({ kind: "shopify-products", ...NEW }, true);
  const row = (itemId: string, size: string, more: Record<string, unknown>) => ({
    ...{ itemId, outputVersion: 1, language: "en", source: {}, output: {}, key: itemId, before: null },
    fields: {
      "URL handle": "rose",
      Title: "Rose",
      "Option1 name": "Size",
      "Option1 value": size,
      Price: "1",
      ...more,
    },
  });
  const items = [
    row("0", "S", { Title: "" }),
    row("1", "S", { Vendor: "House" }),
    row("2", "M", { Title: "", Vendor: null }),
    row("3", "L", { Title: "Another", Vendor: "House" }),
    row("4", "", { Price: "", Vendor: "House" }),
    { ...row("5", "XL", { Vendor: "House" }), before: row("5", "Extra", {}).fields },
  ];
  const told = async () =>
    (await examiner.problemsOf(null as never, items)).map((problems) =>
      problems.map(({ code, column, isStrict }) => `${code} ${column} ${isStrict}`),
    );
  const expected = [
    ["shopify_blank Title true"],
    [],
    [],
    ["shopify_of_product Title false"],
    ["shopify_blank Option1 value true", "shopify_blank Price true"],
    // By another value it is another variant.
    ["shopify_option_changed Option1 value false"],
  ];
  expect(await told()).toEqual(expected);
  // Asked again about the first rows, as each page of a list does, it says the same of them.
  expect((await told()).slice(1)).toEqual(expected.slice(1));
});

test("each further picture has a row of its own with its place and its text, however the addresses are told", () => {
  const rows = (fields: Record<string, unknown>) =>
    pictureRows(productRow({ fields: { "URL handle": "rose", Title: "Rose", ...fields } }, NEW).cells, "new");
  const addresses = ["https://x.example/a,1.jpg", "https://x.example/b.jpg?v=1", "http://x.example/c.jpg"];
  for (const told of [addresses, addresses.join(", "), addresses.join("\n"), ` ${addresses.join(";")} `])
    expect(
      rows({ "Product image URL": told, "Image position": "", "Image alt text": ["Front", "", "Back"] }),
    ).toEqual({
      first: {
        ...{ "URL handle": "rose", Title: "Rose", "Product image URL": addresses[0] },
        ...{ "Image position": "1", "Image alt text": "Front" },
      },
      further: [
        {
          ...{ "URL handle": "rose", "Product image URL": addresses[1] },
          ...{ "Image position": "2", "Image alt text": "" },
        },
        {
          ...{ "URL handle": "rose", "Product image URL": addresses[2] },
          ...{ "Image position": "3", "Image alt text": "Back" },
        },
      ],
    });
  // A text that is no list is of the first picture, in one line.
  const { first, further } = rows({ "Product image URL": addresses, "Image alt text": "A rose\nin red" });
  expect([first["Image alt text"], further[0]?.["Image alt text"]]).toEqual(["A rose in red", ""]);
  expect(rows({ "Product image URL": addresses[0], "Image position": "4" })).toMatchObject({
    first: { "Image position": "4" },
    further: [],
  });
  expect(rows({ Vendor: "House" }).first).toEqual({ "URL handle": "rose", Title: "Rose", Vendor: "House" });
});

test("pictures that Shopify could not fetch, too many of them and too long a text are left out by name", () => {
  const codes = (pictures: unknown, alt: unknown = "Rose") =>
    codesOf({ "Product image URL": pictures, "Image alt text": alt });
  expect(codes("https://x.example/玫瑰.jpg")).toEqual([]);
  expect(codes("0198a0de-7b6e-7000-8000-000000000000")).toEqual(["shopify_picture_invalid"]);
  expect(codes("rose.jpg, https://x.example/b.jpg")).toEqual(["shopify_picture_invalid"]);
  expect(codes(["https://x.example/a.jpg", "javascript:alert(1)"])).toEqual(["shopify_picture_invalid"]);
  expect(codes(Array.from({ length: 251 }, (_, at) => `https://x.example/${at}.jpg`))).toEqual([
    "shopify_pictures_many",
  ]);
  expect(codes("https://x.example/a.jpg", ["Fine", "r".repeat(513)])).toEqual(["shopify_too_long"]);
  expect(codes("")).toEqual(["shopify_blank"]);
});

test("tags go with commas, a title in one line and without HTML", () => {
  const { cells } = productRow(
    { fields: { "URL handle": "rose", Title: "Rose\n<b>&amp; Co</b>", Tags: ["a", "b"] } },
    NEW,
  );
  expect(cells).toEqual({ "URL handle": "rose", Title: "Rose & Co", Tags: "a, b" });
});

test("a description keeps what a page shows and nothing that runs; a text without HTML keeps its lines", () => {
  expect(
    shopHtml(
      '<p onclick="x()" style="x">A <a href="javascript:alert(1)">b</a> <a href="https://x.example/">c</a></p>',
    ),
  ).toBe('<p>A <a>b</a> <a href="https://x.example/">c</a></p>');
  expect(shopHtml("<img src=x onerror=alert(1)><iframe src=//x></iframe>A<style>p{}</style>")).toBe("A");
  expect(shopHtml("One\nTwo\n\nThree & 3 < 4")).toBe("<p>One<br>Two</p><p>Three &amp; 3 &lt; 4</p>");
  expect(shopHtml("=1+1")).toBe("<p>=1+1</p>");
  expect(shopHtml("Plain")).toBe("Plain");
});

test("a translation names its product by its number, and what is blank has no row", () => {
  const fields = {
    ...{ id: "gid://shopify/Product/8079393226938", title: "玫瑰", "default.title": "Rose", body_html: "" },
  };
  expect(translationsOf({ fields })).toEqual({
    ...{ id: "8079393226938", problems: [] },
    rows: [{ field: "title", original: "Rose", translated: "玫瑰" }],
  });
  expect(translationsOf({ fields: { ...fields, id: "8.08E+12" } }).problems).toMatchObject([
    { code: "shopify_id_invalid" },
  ]);
  expect(translationsOf({ fields: { ...fields, title: "" } }).problems).toMatchObject([
    { code: "shopify_nothing_to_translate" },
  ]);
  expect(translationsMisfit(storedMapping({ id: "a", "default.title": "b", body_html: "c" }))).toMatchObject({
    code: "shopify_default_alone",
  });
  expect(translationsMisfit(storedMapping({ title: "b" }))).toMatchObject({ code: "shopify_id_not_mapped" });
});

test("languages go by the names that Shopify has for them", () => {
  const told = ["zh-CN", "zh", "zh-Hant", "zh-HK", "en", "en-US", "pt", "pt-PT", "fr-CA"].map(shopifyLocale);
  expect(told).toEqual(["zh-CN", "zh-CN", "zh-TW", "zh-TW", "en", "en-US", "pt-BR", "pt-PT", "fr-CA"]);
});
