import { expect, test } from "vitest";
import { columnOrder, comparableText } from "#components/trials/pinned-columns.ts";

test("the pinned variant stands first and the others keep their order", () => {
  expect(columnOrder(4, 2)).toEqual([2, 0, 1, 3]);
  expect(columnOrder(4, 0)).toEqual([0, 1, 2, 3]);
  expect(columnOrder(3, null)).toEqual([0, 1, 2]);
  expect(columnOrder(2, 3)).toEqual([0, 1]);
});

test("texts, numbers and lists of texts can be compared, and nothing else", () => {
  expect(comparableText("Soap")).toBe("Soap");
  expect(comparableText(12)).toBe("12");
  expect(comparableText(["a", "b"])).toBe("a\nb");
  expect(comparableText({ a: "b" })).toBeNull();
  expect(comparableText([{ a: "b" }])).toBeNull();
  expect(comparableText(undefined)).toBeNull();
});
