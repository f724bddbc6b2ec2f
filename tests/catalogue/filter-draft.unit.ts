import { expect, test } from "vitest";
import { filterOfText, importedProductsHref, isSameFilter } from "#components/catalogue/filter-draft.ts";
import type { FilterPart, ProductFilter } from "#lib/catalogue/product-filter.ts";

const country: FilterPart = { field: "country", is: "in", value: ["DE", "FR"] };
const material: FilterPart = { any: [{ field: "attributes.material", is: "missing" }] };
const saved: ProductFilter = { all: [country, material] };

test("a filter is the same in whatever order its names are stored, and with what is not filled in yet", () => {
  const stored = JSON.parse(
    '{"all":[{"is":"in","value":["DE","FR"],"field":"country"},{"any":[{"is":"missing","field":"attributes.material"}]}]}',
  );
  expect(isSameFilter(saved, stored)).toBe(true);
  const begun: ProductFilter = {
    all: [country, material, { field: "", is: "equals", value: "" }, { any: [] }],
  };
  expect(isSameFilter(saved, begun)).toBe(true);
});

test.each<[string, ProductFilter]>([
  ["any for all", { any: [country, material] }],
  ["another value", { all: [{ field: "country", is: "in", value: ["DE"] }, material] }],
  ["another comparison", { all: [{ field: "country", is: "missing" }, material] }],
  ["a part less", { all: [country] }],
  ["a part more", { all: [country, material, { field: "gtin", is: "missing" }] }],
  ["a condition for a group", { all: [country, { field: "gtin", is: "missing" }] }],
])("%s is another filter", (_, other) => {
  expect(isSameFilter(saved, other)).toBe(false);
  expect(isSameFilter(other, saved)).toBe(false);
});

test("an import leads to the products that its file had", () => {
  const { pathname, searchParams } = new URL(importedProductsHref("i1"), "https://console.example");
  expect(pathname).toBe("/catalogue");
  expect(filterOfText(searchParams.get("filter"))).toEqual({
    all: [{ field: "importId", is: "equals", value: "i1" }],
  });
});
