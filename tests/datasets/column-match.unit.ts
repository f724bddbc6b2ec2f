import { expect, test } from "vitest";
import { planOf, startMatches } from "#components/datasets/column-match.ts";

const column = {
  header: "Price",
  type: "text" as const,
  samples: ["9.90", "12 kg"],
  filled: 2,
  match: "price",
};

test("a column that an input reads as a number is checked for numbers as the file is imported", () => {
  const inputs = [{ name: "price", type: "number" }];
  expect(startMatches([column], inputs)).toMatchObject([{ name: "price", type: "number" }]);
  expect(startMatches([column], [{ name: "price", type: "text" }])).toMatchObject([{ type: "text" }]);
  expect(startMatches([{ ...column, match: null }], inputs)).toMatchObject([{ name: "Price", type: "text" }]);
});

const remembered = {
  dataset: { id: "1", name: "July" },
  columns: [
    { header: "Price", name: "cost", type: "number" as const, required: true },
    { header: "Note", name: null, type: "text" as const, required: false },
  ],
  fixes: [],
  lacking: [],
};

test("columns begin as they were in the last file with the same columns", () => {
  const columns = [column, { ...column, header: "Note", match: null }];
  expect(startMatches(columns, [], remembered)).toMatchObject([
    { header: "Price", taken: true, name: "cost", type: "number", required: true },
    { header: "Note", taken: false },
  ]);
});

test("what a template asks for goes before how a file was taken the last time", () => {
  const columns = [column, { ...column, header: "Note", match: "note" }];
  expect(startMatches(columns, [{ name: "note", type: "text" }], remembered)).toMatchObject([
    { name: "price" },
    { taken: true, name: "note" },
  ]);
});

test("fixes are asked for only where their column is taken under its name", () => {
  const fix = { column: "cost", rule: "not_number", do: "set" as const, value: "" };
  const [match] = startMatches([column], [], remembered);
  expect(planOf(match ? [match] : [], [fix]).fixes).toEqual([fix]);
  expect(planOf(match ? [{ ...match, name: "price" }] : [], [fix]).fixes).toEqual([]);
  expect(planOf(match ? [{ ...match, taken: false }] : [], [fix]).fixes).toEqual([]);
});
