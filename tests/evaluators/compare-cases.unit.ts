import { describe, expect, test } from "vitest";
import {
  type ComparedCase,
  compareCase,
  comparisonFigures,
  type JudgedCase,
  sharedChecks,
} from "#lib/evaluators/compare-cases.ts";
import type { Evaluation } from "#lib/evaluators/evaluate.ts";
import { checkSpecsSchema } from "#lib/templates/check-spec.ts";
import { evaluatorSpecsSchema } from "#lib/templates/evaluator-spec.ts";

const evaluators = evaluatorSpecsSchema.parse([
  { name: "one", kind: "exact", field: "x" },
  { name: "two", kind: "exact", field: "y" },
  { name: "told", kind: "exact", field: "z", gate: false },
]);
const said: Record<string, (name: string) => Evaluation> = {
  "+": (name) => ({ name, state: "passed", score: 1, reference: "" }),
  "-": (name) => ({ name, state: "failed", score: 0, reference: "" }),
  ".": (name) => ({ name, state: "not-evaluated", reason: "no-reference" }),
};

/** "+-." for what the three evaluators said, then the checks that block. */
function made(signs: string, ...blocks: string[]): JudgedCase {
  const evaluations = [...signs].map(
    (sign, index) => said[sign]?.(evaluators[index]?.name ?? "") as Evaluation,
  );
  return { state: "made", evaluations, blocks };
}
const failed: JudgedCase = { state: "failed", evaluations: [], blocks: [] };
const nothing: JudgedCase = { state: "none", evaluations: [], blocks: [] };

const compare = (before: JudgedCase, after: JudgedCase, checks: string[] = []) =>
  compareCase(before, after, { evaluators, checks });

describe("a case by two versions", () => {
  test.each<[string, JudgedCase, JudgedCase, ComparedCase["result"]]>([
    ["what failed passes", made("-+."), made("++."), "fixed"],
    ["what passed fails", made("++."), made("+-."), "broken"],
    ["nothing changes", made("+-."), made("+-."), "unchanged"],
    ["one thing is mended and another breaks", made("-+."), made("+-."), "broken"],
    ["what only informs changes", made("++-"), made("+++"), "unchanged"],
    ["an output is there that was not", failed, made("--."), "fixed"],
    ["an output is no longer there", made("--."), failed, "broken"],
    ["there is none by either", failed, failed, "unchanged"],
    ["one of them was not asked", nothing, made("++."), "not-comparable"],
    ["the other was stopped", made("++."), nothing, "not-comparable"],
    ["no evaluator has a reference", made("..."), made("..."), "not-comparable"],
    ["an evaluator says something of one of them alone", made("+.."), made("+-."), "unchanged"],
    ["only what informs is evaluated", made("..-"), made("..+"), "not-comparable"],
  ])("%s", (_, before, after, result) => {
    expect(compare(before, after).result).toBe(result);
  });

  test("a block that came or went, by checks that both have", () => {
    const checks = ["claims"];
    expect(compare(made("++.", "claims"), made("++."), checks)).toMatchObject({
      result: "fixed",
      changes: [{ kind: "check", check: "claims", better: true }],
    });
    expect(compare(made("..."), made("...", "claims"), checks).result).toBe("broken");
    expect(compare(made("..."), made("..."), checks).result).toBe("unchanged");
    expect(compare(made("++."), made("++.", "links"), checks).result).toBe("unchanged");
  });

  test("says what became better and what worse", () => {
    expect(compare(made("-+."), made("+-.")).changes).toEqual([
      { kind: "evaluator", name: "one", better: true },
      { kind: "evaluator", name: "two", better: false },
    ]);
    expect(compare(failed, made("++.")).changes).toEqual([{ kind: "failure", better: true }]);
  });
});

test("checks that only one version has, and near-duplicates, say nothing of the difference", () => {
  const specs = (...kinds: string[]) => checkSpecsSchema.parse(kinds.map((kind) => ({ kind })));
  expect(sharedChecks(specs("claims", "near-duplicate"), specs("links", "near-duplicate", "claims"))).toEqual(
    ["claims"],
  );
});

describe("the figures of a comparison", () => {
  const cases = (fixed: number, broken: number, unchanged: number) =>
    comparisonFigures([
      ...Array.from({ length: fixed }, () => ({ result: "fixed" as const })),
      ...Array.from({ length: broken }, () => ({ result: "broken" as const })),
      ...Array.from({ length: unchanged }, () => ({ result: "unchanged" as const })),
    ]);

  test.each([
    [0, 0, 30, "not-distinguishable"],
    [2, 0, 98, "not-distinguishable"],
    [3, 1, 0, "not-distinguishable"],
    [8, 0, 92, "better"],
    [0, 8, 92, "worse"],
    [9, 8, 0, "not-distinguishable"],
  ])("%d fixed, %d broken, %d unchanged: %s", (fixed, broken, unchanged, verdict) => {
    const figures = cases(fixed, broken, unchanged);
    expect(figures).toMatchObject({ fixed, broken, unchanged, notComparable: 0, verdict });
    expect(figures.fixedShare === null).toBe(fixed + broken === 0);
  });
});
