import { expect, test } from "vitest";
import { bestDataset } from "#components/templates/best-dataset.ts";

const dataset = (id: string, ...columns: string[]) => ({ id, name: id, rowCount: 1, columns });
const inputs = [{ name: "brand" }, { name: "notes" }];
const whole = dataset("whole", "sku", "brand", "notes");
const half = dataset("half", "brand");
const other = dataset("other", "country");

test("a template is looked at with a dataset that has what it reads", () => {
  expect(bestDataset(inputs, [other, half, whole], null)).toBe(whole);
  expect(bestDataset(inputs, [other, half], null)).toBe(half);
});

test("what was looked at before stays only where it has all that is read", () => {
  const later = dataset("later", "notes", "brand");
  expect(bestDataset(inputs, [later, whole], "whole")).toBe(whole);
  expect(bestDataset(inputs, [later, half], "half")).toBe(later);
  expect(bestDataset(inputs, [later], "gone")).toBe(later);
});

test("samples are better than a dataset that has nothing of it", () => {
  expect(bestDataset(inputs, [other], "other")).toBe(null);
  expect(bestDataset(inputs, [], null)).toBe(null);
});

test("a template that reads nothing is looked at with the newest", () => {
  expect(bestDataset([], [other, whole], null)).toBe(other);
});
