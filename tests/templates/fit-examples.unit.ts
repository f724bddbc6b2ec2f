import { expect, test } from "vitest";
import { examplesText, fitExamples } from "#lib/templates/fit-examples.ts";

const row = (rowNumber: number, name: string, title: string) => ({ rowNumber, values: { name, title } });
const terms = {
  given: ["name"],
  answers: ["title"],
  maxTokens: 1_000,
  limit: 5,
  own: { name: "Rain Letter" },
};

test("rows become what was given and what was to be written, in their order", () => {
  const { examples } = fitExamples(
    [row(7, "First Snow", "Snow on skin"), row(2, "Fig Tree", "A fig")],
    terms,
  );
  expect(examples).toEqual([
    { row: 7, input: { name: "First Snow" }, output: { title: "Snow on skin" } },
    { row: 2, input: { name: "Fig Tree" }, output: { title: "A fig" } },
  ]);
  expect(examplesText(examples)).toBe(
    'Example 1\nInput:\nname: First Snow\nOutput:\n{"title":"Snow on skin"}\n\n' +
      'Example 2\nInput:\nname: Fig Tree\nOutput:\n{"title":"A fig"}',
  );
});

test("a row is never its own example, whatever its case, width and blanks", () => {
  const { examples, leftOut } = fitExamples(
    [row(1, " RAIN　letter", "x"), row(2, "Fig Tree", "A fig")],
    terms,
  );
  expect(examples.map((example) => example.row)).toEqual([2]);
  expect(leftOut.own).toEqual([1]);
});

test("an example that says nothing, or the same as one before, is left out", () => {
  const rows = [row(1, "Fig Tree", " "), row(2, "", "A fig"), row(3, "Fig", "A"), row(4, "Fig", "A")];
  const { examples, leftOut } = fitExamples(rows, terms);
  expect(examples.map((example) => example.row)).toEqual([3]);
  expect(leftOut).toMatchObject({ blank: [1, 2], alike: [4] });
});

test("an example too long for the tokens is left out whole, and a shorter one takes its place", () => {
  const rows = [row(1, "Fig", "A fig"), row(2, "Long", "very long ".repeat(500)), row(3, "Oak", "An oak")];
  const { examples, leftOut } = fitExamples(rows, { ...terms, maxTokens: 80 });
  expect(examples.map((example) => example.row)).toEqual([1, 3]);
  expect(leftOut.long).toEqual([2]);
  expect(examples.map(({ output }) => output.title)).toEqual(["A fig", "An oak"]);
});

test("no more examples than are wanted, and the rest are not told as left out", () => {
  const rows = [1, 2, 3, 4].map((number) => row(number, `Scent ${number}`, `Title ${number}`));
  const { examples, leftOut } = fitExamples(rows, { ...terms, limit: 2 });
  expect(examples.map((example) => example.row)).toEqual([1, 2]);
  expect(leftOut).toEqual({ own: [], blank: [], alike: [], long: [] });
});

test("a list in a cell is shown as the list that the model is to write; what only looks like one stays text", () => {
  const { examples } = fitExamples([row(1, "Fig", '["green","sweet"]'), row(2, "Oak", "[not json")], terms);
  expect(examples.map(({ output }) => output.title)).toEqual([["green", "sweet"], "[not json"]);
});

test("columns with names of JavaScript's own are columns like any other", () => {
  const values = JSON.parse('{"__proto__": "Fig", "constructor": "A fig"}') as Record<string, string>;
  const named = { ...terms, given: ["__proto__"], answers: ["constructor"], own: {} };
  const { examples } = fitExamples([{ rowNumber: 1, values }], named);
  expect(examplesText(examples)).toContain('__proto__: Fig\nOutput:\n{"constructor":"A fig"}');
});
