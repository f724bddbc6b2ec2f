import { expect, test } from "vitest";
import { checkReferences } from "#lib/templates/check-evaluators.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const base = { kind: "exact", field: "title", reference: "right" };

function problemsOf(evaluators: unknown[]) {
  const body = templateBodySchema.parse({
    sections: { instruction: "Write about {{ brand }}." },
    inputs: [{ name: "brand" }],
    outputs: [
      { name: "title", type: "text" },
      { name: "faq", type: "list", fields: [{ name: "question", type: "text" }] },
    ],
    evaluators,
  });
  return checkTemplate(body).map(({ code, severity, place }) => ({
    code,
    severity,
    path: place?.kind === "field" ? place.path : "",
  }));
}

test("an evaluator that fits is no problem", () => {
  expect(problemsOf([{ ...base, name: "same" }])).toEqual([]);
  expect(problemsOf([{ ...base, name: "near", kind: "similarity", threshold: 0.8 }])).toEqual([]);
  expect(problemsOf([{ ...base, name: "near", kind: "similarity", gate: false }])).toEqual([]);
  expect(problemsOf([{ ...base, name: "brand", kind: "contains", reference: "brand" }])).toEqual([]);
  expect(problemsOf([{ ...base, name: "size", kind: "contains", field: "faq", reference: "brand" }])).toEqual(
    [],
  );
});

test.each([
  [
    [{ ...base, name: "a", field: "gone" }],
    "template_evaluator_field_unknown",
    "error",
    "evaluators.0.field",
  ],
  [[{ ...base, name: "a", field: "faq" }], "template_evaluator_field_nested", "error", "evaluators.0.field"],
  [
    [
      { ...base, name: "a" },
      { ...base, name: "a" },
    ],
    "template_evaluator_twice",
    "error",
    "evaluators.1.name",
  ],
  [
    [{ ...base, name: "a", reference: " " }],
    "template_evaluator_no_column",
    "error",
    "evaluators.0.reference",
  ],
  [
    [{ ...base, name: "a", kind: "similarity" }],
    "template_evaluator_gate_open",
    "error",
    "evaluators.0.threshold",
  ],
  [
    [{ ...base, name: "a", reference: "brand" }],
    "template_evaluator_answer_told",
    "warning",
    "evaluators.0.reference",
  ],
])("%j: %s", (evaluators, code, severity, path) => {
  expect(problemsOf(evaluators)).toEqual([{ code, severity, path }]);
});

test("a column that the dataset at hand lacks is named at its evaluator", () => {
  const { evaluators } = templateBodySchema.parse({ evaluators: [{ ...base, name: "a" }] });
  expect(checkReferences(evaluators, ["right"])).toEqual([]);
  expect(checkReferences(evaluators, ["wrong"])).toMatchObject([
    { code: "template_evaluator_column_gone", place: { path: "evaluators.0.reference" } },
  ]);
});

test("an evaluator of a kind that there is not is refused by name", () => {
  const guess = templateBodySchema.safeParse({ evaluators: [{ ...base, name: "a", kind: "guess" }] });
  expect(guess.error?.issues).toMatchObject([
    { path: ["evaluators", 0, "kind"], message: "input_evaluator_kind" },
  ]);
});
