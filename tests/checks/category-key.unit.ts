import { expect, test } from "vitest";
import { categoryColumnOf, categoryKey } from "#lib/checks/category-key.ts";

test.each([
  ["Perfume > Women", "perfume > women > "],
  ["  ｐｅｒｆｕｍｅ>  Eau   de  Parfum ", "perfume > eau de parfum > "],
  ["香水 > 女士", "香水 > 女士 > "],
  ["> Perfume > ", "perfume > "],
  ["", ""],
  [" > > ", ""],
])("the category %j is found by %j", (text, key) => {
  expect(categoryKey(text)).toBe(key);
});

test("all below a category begins with its key, and nothing else does", () => {
  expect(categoryKey("Perfume > Women").startsWith(categoryKey("Perfume"))).toBe(true);
  expect(categoryKey("Perfumes").startsWith(categoryKey("Perfume"))).toBe(false);
});

test("a key of any text fits an index", () => {
  expect(Buffer.byteLength(categoryKey("香".repeat(5_000)))).toBeLessThan(1_000);
});

test("the column of the category is the one that is usually called so", () => {
  expect(categoryColumnOf(["sku", "Category"])).toBe("Category");
  expect(categoryColumnOf(["编号", "类目"])).toBe("类目");
  expect(categoryColumnOf(["sku", "name"])).toBeNull();
});
