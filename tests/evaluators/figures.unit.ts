import { expect, test } from "vitest";
import { evaluateOutput } from "#lib/evaluators/evaluate.ts";
import { evaluatorFigures } from "#lib/evaluators/figures.ts";
import { evaluatorSpecsSchema } from "#lib/templates/evaluator-spec.ts";

const specs = evaluatorSpecsSchema.parse([
  { name: "same", kind: "exact", field: "x", reference: "right" },
  { name: "near", kind: "similarity", field: "x", reference: "right", gate: false },
]);

function figures(outputs: readonly [string | null, string][]) {
  const all = outputs.map(([x, right]) =>
    evaluateOutput(specs, {
      output: x === null ? null : { x },
      fields: [{ name: "x", type: "text" }],
      row: { right },
      expected: null,
      judged: null,
    }),
  );
  return evaluatorFigures(specs, all);
}

test("a share is of what was evaluated; rows without a reference and outputs that failed are told apart", () => {
  const [same, near] = figures([
    ["a", "a"],
    ["b", "a"],
    ["a", ""],
    [null, "a"],
  ]);
  expect(same).toMatchObject({ evaluated: 2, passed: 1, passShare: { share: 0.5 }, meanScore: 0.5 });
  expect(same?.notEvaluated).toEqual([
    { reason: "no-reference", count: 1 },
    { reason: "no-output", count: 1 },
  ]);
  expect(near).toMatchObject({ evaluated: 2, passed: 0, passShare: null, meanScore: 0.5 });
});

test("a few passes do not make sure of anything, and nothing evaluated is no share", () => {
  const [few] = figures([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
  ]);
  expect(few?.passShare?.share).toBe(1);
  expect(few?.passShare?.low).toBeLessThan(0.5);
  expect(figures([["a", ""]])[0]).toMatchObject({ evaluated: 0, passShare: null, meanScore: null });
});
