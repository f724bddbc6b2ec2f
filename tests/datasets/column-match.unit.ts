import { expect, test } from "vitest";
import { startMatches } from "#components/datasets/column-match.ts";

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
