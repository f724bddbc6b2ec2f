import { expect, test } from "vitest";
import { inOrder, namesInOrder } from "#lib/in-order.ts";

// As the database gives it back: shorter names first.
const values = { a: "1", ink: "2", name: "3", colour: "4" };

test("values come in the order of their file, whatever order they were kept in", () => {
  expect(Object.keys(inOrder(values, ["name", "colour", "a", "ink"]))).toEqual([
    "name",
    "colour",
    "a",
    "ink",
  ]);
});

test("a column that the file does not have any more comes last; one that has no value is left out", () => {
  expect(namesInOrder(values, ["name", "gone", "a"])).toEqual(["name", "a", "ink", "colour"]);
});

test("years as headers keep their place among the names, which they do not in an object", () => {
  const sales = { sku: "a", "2024": "1", "2023": "2" };
  expect(namesInOrder(sales, ["sku", "2024", "2023"])).toEqual(["sku", "2024", "2023"]);
  expect(Object.keys(inOrder(sales, ["sku", "2024", "2023"]))).toEqual(["2023", "2024", "sku"]);
});
