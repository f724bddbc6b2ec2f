import { describe, expect, test } from "vitest";
import { type EvaluatedOutput, type Evaluation, evaluateOutput } from "#lib/evaluators/evaluate.ts";
import { textLikeness } from "#lib/evaluators/text-likeness.ts";
import { evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import type { OutputType } from "#lib/templates/template.ts";

type Given = Partial<Parameters<typeof evaluatorSpecSchema.parse>[0] & object>;

function evaluated(
  spec: Given,
  written: unknown,
  right: string,
  { type = "text", ...made }: Partial<EvaluatedOutput> & { type?: OutputType } = {},
): Evaluation {
  const parsed = evaluatorSpecSchema.parse({
    name: "it",
    kind: "exact",
    field: "x",
    reference: "right",
    ...spec,
  });
  const [found] = evaluateOutput([parsed], {
    output: { x: written },
    fields: [{ name: "x", type }],
    row: { right },
    expected: null,
    judged: null,
    ...made,
  });
  return found as Evaluation;
}

describe("exact", () => {
  test.each([
    ["Blue jacket", "  Blue\n jacket "],
    ["蓝色夹克", "蓝色夹克\u3000"],
    ["ＡＢＣ１２", "ABC12"],
    ["café", "cafe\u0301"],
    ["ﾊﾟﾝﾂ", "パンツ"],
    ["androidx:\u200Blifecycle", "androidx:lifecycle"],
    ["Par\u00ADfum d’été", "Parfum d'été"],
  ])("%j is %j: widths, forms and white space make no difference", (written, right) => {
    expect(evaluated({}, written, right)).toMatchObject({ state: "passed", score: 1 });
  });

  test("capitals make a difference unless they are ignored", () => {
    expect(evaluated({}, "BLUE", "blue").state).toBe("failed");
    expect(evaluated({ ignoreCase: true }, "BLUE", "blue").state).toBe("passed");
  });

  test("a number is the same however a cell writes it", () => {
    expect(evaluated({}, 1299.5, "1.299,50 €", { type: "number" }).state).toBe("passed");
    expect(evaluated({}, 12, "12.5", { type: "number" }).state).toBe("failed");
  });

  test("a list has the same entries in any order, as often", () => {
    expect(evaluated({}, ["rot", "blau"], "blau; rot", { type: "list" }).state).toBe("passed");
    expect(evaluated({}, ["红", "蓝"], "蓝、红", { type: "list" }).state).toBe("passed");
    expect(evaluated({}, ["a", "a"], "a, b", { type: "list" }).state).toBe("failed");
  });

  test("a choice is compared as text, and an output without the field fails", () => {
    expect(evaluated({}, "shoes", "shoes", { type: "choice" }).state).toBe("passed");
    expect(evaluated({}, null, "shoes", { type: "choice" })).toMatchObject({ state: "failed", score: 0 });
  });
});

describe("contains", () => {
  const spec = { kind: "contains" } as const;

  test("all of the reference's list, or any of it", () => {
    const written = "Wasserdichte Jacke aus Baumwolle";
    expect(evaluated(spec, written, "wasserdicht").state).toBe("failed");
    expect(evaluated({ ...spec, ignoreCase: true }, written, "wasserdicht, baumwolle").state).toBe("passed");
    expect(evaluated({ ...spec, ignoreCase: true }, written, "baumwolle, seide")).toMatchObject({
      state: "failed",
      score: 0.5,
    });
    expect(evaluated({ ...spec, ignoreCase: true, match: "any" }, written, "baumwolle, seide").state).toBe(
      "passed",
    );
    expect(evaluated({ ...spec, match: "any" }, written, "seide, leinen").state).toBe("failed");
  });

  test("what nobody sees in it parts no text", () => {
    const found = evaluated(
      { kind: "contains" },
      "Use `androidx.lifecycle:\u200Bviewmodel`.",
      "lifecycle:viewmodel",
    );
    expect(found.state).toBe("passed");
  });

  test("a number is not found inside a longer one", () => {
    expect(evaluated(spec, "weighs 15 kg", "5").state).toBe("failed");
    expect(evaluated(spec, "weighs 5 kg, not 15", "5").state).toBe("passed");
    expect(evaluated(spec, "重5公斤", "5公斤").state).toBe("passed");
  });

  test("a list field has them in any of its entries", () => {
    expect(evaluated(spec, ["纯棉面料", "机洗"], "纯棉、机洗", { type: "list" }).state).toBe("passed");
  });
});

describe("similarity", () => {
  const spec = { kind: "similarity", threshold: 0.5 } as const;

  test.each([
    ["布莱顿", "布赖顿", 0.5],
    ["ABC", "ABC", 1],
    ["abc", "xyz", 0],
    ["", "", 1],
  ])("%j and %j are %d alike", (one, other, likeness) => {
    expect(textLikeness(one, other)).toBe(likeness);
    expect(textLikeness(other, one)).toBe(likeness);
  });

  test.each([
    ["防水透气户外夹克男款", "男款户外防水透气夹克", 0.5],
    ["防水アウトドアジャケット", "防水アウトドア用ジャケット", 0.8],
    ["Wasserdichte Outdoorjacke für Herren", "Herren-Outdoorjacke, wasserdicht", 0.6],
  ])("what says the same in other words is much alike: %j", (one, other, least) => {
    expect(textLikeness(one, other)).toBeGreaterThan(least);
    expect(textLikeness(one, "Stainless steel kettle 1.7 L")).toBeLessThan(0.25);
  });

  test("passed from the threshold on, and a score alone without one", () => {
    expect(evaluated(spec, "布莱顿", "布赖顿")).toMatchObject({ state: "passed", score: 0.5 });
    expect(evaluated({ ...spec, threshold: 0.51 }, "布莱顿", "布赖顿").state).toBe("failed");
    expect(evaluated({ kind: "similarity" }, "布莱顿", "布赖顿")).toMatchObject({
      state: "scored",
      score: 0.5,
    });
  });

  test("numbers are as alike as they are near", () => {
    expect(evaluated(spec, 90, "100", { type: "number" })).toMatchObject({ score: 0.9 });
    expect(evaluated(spec, -5, "100", { type: "number" })).toMatchObject({ score: 0 });
  });
});

describe("what could not be held against anything has neither passed nor failed", () => {
  test.each([
    ["a row without a reference", "", {}, "no-reference"],
    ["a row with a blank one", " \u3000", {}, "no-reference"],
    ["an output that was not made", "a", { output: null }, "no-output"],
    ["a version without the field", "a", { fields: [] }, "no-field"],
    ["a row without the column", "", { row: {} }, "no-reference"],
  ])("%s", (_, right, made, reason) => {
    for (const kind of ["exact", "contains", "similarity"] as const)
      expect(evaluated({ kind }, "a", right, made)).toEqual({ name: "it", state: "not-evaluated", reason });
  });

  test("a number whose reference is none", () => {
    expect(evaluated({}, 5, "n/a", { type: "number" })).toMatchObject({ reason: "reference-not-number" });
  });

  test("a row's column named like a part of every object is not there", () => {
    expect(evaluated({ reference: "constructor" }, "a", "a").state).toBe("not-evaluated");
  });
});

test("what a person said is right goes before the row, field by field", () => {
  expect(evaluated({}, "new", "old", { expected: { x: "new" } }).state).toBe("passed");
  expect(evaluated({}, "old", "old", { expected: { y: "new" } }).state).toBe("passed");
  expect(evaluated({ reference: undefined }, "new", "", { expected: { x: "new" } }).state).toBe("passed");
  expect(evaluated({ reference: undefined }, "new", "new").state).toBe("not-evaluated");
});
