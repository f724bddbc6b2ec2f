import { expect, test } from "vitest";
import { splitOf } from "#lib/evaluators/regression-sets/regression-case.ts";
import { faultOf, sortOut } from "#lib/improvements/source-fault.ts";
import { isEnough, isHeldOut, splitCases } from "#lib/improvements/split-cases.ts";
import { rejection, TEMPLATE } from "./rejection.ts";

const { inputs } = TEMPLATE;

test("what people sent to the source, and rows that lack what the prompt needs, are no prompt's fault", () => {
  const cases = [
    [rejection(), null],
    [rejection({ kind: "edit", reason: null, route: null }), null],
    [rejection({ reason: "source_data_wrong", route: "fix-source" }), "source_data_wrong"],
    [rejection({ reason: "wrong_fact", route: "fix-source" }), "route_fix_source"],
    [rejection({ reason: "missing_attribute" }), "missing_attribute"],
    [rejection({ reason: "picture_defect", route: "fix-source" }), "picture"],
    [rejection({ source: { name: " \u200b" } }), "input_blank"],
    [rejection({ source: {} }), "input_blank"],
    // The author chose that nothing stands in.
    [rejection({ source: { name: "Rose", size: "" } }), null],
  ] as const;
  for (const [one, cause] of cases) expect(faultOf(one, inputs)).toBe(cause);
  const { ofPrompt, ofSource } = sortOut(
    cases.map(([one]) => one),
    inputs,
  );
  expect(ofPrompt).toHaveLength(3);
  expect(ofSource).toEqual([
    { cause: "route_fix_source", count: 1 },
    { cause: "source_data_wrong", count: 1 },
    { cause: "missing_attribute", count: 1 },
    { cause: "picture", count: 1 },
    { cause: "input_blank", count: 2 },
  ]);
});

test("a row is on one side in all its languages, whatever else there is", () => {
  const all = Array.from({ length: 60 }, (_, index) =>
    ["en", "de"].map((language) => rejection({ language, source: { name: `Row ${index}` } })),
  ).flat();
  const split = splitCases(all, []);
  const names = (of: typeof all) => new Set(of.map(({ source }) => source.name));
  for (const name of names(split.shown)) expect(names(split.heldOut)).not.toContain(name);
  const fewer = splitCases(all.slice(0, 30), []);
  for (const name of names(fewer.shown)) expect(names(split.heldOut)).not.toContain(name);
  expect(splitCases(all.toReversed(), []).heldOut.map(({ source }) => source)).toEqual(
    expect.arrayContaining(split.heldOut.slice(0, 3).map(({ source }) => source)),
  );
});

test("what a regression set holds out is never shown", () => {
  const rows = Array.from({ length: 300 }, (_, index) => rejection({ source: { name: `Row ${index}` } }));
  const heldBySets = rows.filter(({ source }) => splitOf(source) === "held-out");
  expect(heldBySets.length).toBeGreaterThan(50);
  expect(heldBySets.every(isHeldOut)).toBe(true);
  const share = rows.filter(isHeldOut).length / rows.length;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
});

test("of one row in one language the newest counts, and what was rejected is no approved row", () => {
  const row = { name: "Same" };
  const [newer, older] = [rejection({ source: row, seq: 9 }), rejection({ source: { ...row }, seq: 8 })];
  const { shown, heldOut, approved } = splitCases(
    [newer, older],
    [{ ...rejection({ source: row }) }, { ...rejection({ source: { name: "Other" } }) }],
  );
  expect([...shown, ...heldOut].map(({ seq }) => seq)).toEqual([9]);
  expect(approved.map(({ source }) => source.name)).toEqual(["Other"]);
  expect(isEnough({ shown, heldOut })).toBe(false);
});
