import { expect, test } from "vitest";
import { type Clause, type Condition, holds } from "#lib/templates/condition.ts";

const row: Record<string, string> = { name: " Fig ", price: "9.90", empty: "  ", market: "DE" };
const isSo = (condition: Condition) => holds(condition, (input) => row[input]);
const says = (input: string, is: Clause["is"], value?: string | string[]) =>
  isSo({ all: [{ input, is, value }] });

test("text is compared without regard to case and to the spaces around it", () => {
  expect(says("name", "equals", "FIG")).toBe(true);
  expect(says("name", "not-equals", "fig")).toBe(false);
  expect(says("name", "contains", "IG")).toBe(true);
  expect(says("market", "in", ["at", "de"])).toBe(true);
  expect(says("market", "in", ["at", "ch"])).toBe(false);
});

test("a blank is missing, and what is missing equals nothing", () => {
  for (const input of ["empty", "unknown"]) {
    expect(says(input, "missing")).toBe(true);
    expect(says(input, "present")).toBe(false);
    expect(says(input, "equals", "")).toBe(false);
    expect(says(input, "contains", "")).toBe(false);
    expect(says(input, "not-equals", "Fig")).toBe(true);
  }
});

test("numbers are compared exactly, and text is more or less than none", () => {
  expect(says("price", "less", "9.900001")).toBe(true);
  expect(says("price", "more", "9.9")).toBe(false);
  expect(says("price", "less", "9.9")).toBe(false);
  expect(says("name", "less", "9")).toBe(false);
  expect(says("price", "more", "many")).toBe(false);
});

test("all clauses must hold, or any", () => {
  const [yes, no]: Clause[] = [
    { input: "name", is: "present" },
    { input: "name", is: "missing" },
  ];
  if (!yes || !no) throw new Error("no clauses");
  expect([isSo({ all: [yes, no] }), isSo({ any: [yes, no] })]).toEqual([false, true]);
  expect([isSo({ all: [] }), isSo({ any: [] })]).toEqual([true, false]);
});

test.each([
  ["a blank that does not break, as spreadsheets have it", "Eau\u00A0de Parfum", "equals", "Eau de Parfum"],
  ["blanks in a row", "Eau  de\nParfum", "equals", "Eau de Parfum"],
  ["letters of full width", "ＡＢＣ－１２", "equals", "abc-12"],
  ["signs of full width", "含１００％棉", "contains", "100%"],
  ["kana of half width", "ﾊﾟﾝﾂ", "equals", "パンツ"],
  ["a typographic apostrophe", "L’Oréal", "equals", "L'Oréal"],
  ["a space that nobody sees", "Chanel\u200B No 5", "contains", "chanel no"],
  ["a hyphen that nobody sees", "Par\u00ADfum", "contains", "parfum"],
] as const)("what only looks different is the same: %s", (_, value, is, wanted) => {
  const holdsOf = (condition: Condition) => holds(condition, () => value);
  expect(holdsOf({ all: [{ input: "x", is, value: wanted }] })).toBe(true);
});
