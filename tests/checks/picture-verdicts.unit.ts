import { expect, test } from "vitest";
import { type PictureFound, pictureVerdicts } from "#lib/checks/picture-verdicts.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { askedOf, picturesOf } from "#lib/items/pictures-of.ts";

const facts: PictureFound["facts"] = {
  ...{ width: 500, height: 400, bytes: 9_000, mediaType: "image/jpeg" },
  ...{ whiteBorder: 1, likeness: 0.95, edgesKept: 1, label: { seen: true, embedded: true } },
};
const asked = { width: 500, height: 400, maxBytes: 10_000, isWhite: true, isLabelled: true };
const found = (more: Partial<PictureFound["facts"]>, notes: PictureFound["notes"] = []): PictureFound => ({
  ...{ field: "picture", assetId: "a", asked, notes },
  facts: { ...facts, ...more },
});
const said = (one: PictureFound) =>
  pictureVerdicts(one).map(({ verdict, message }) => [verdict, message.code]);

test("a picture as it was asked for passes, with what was measured", () => {
  expect(pictureVerdicts(found({}))).toMatchObject([
    { kind: "picture", verdict: "pass", field: "picture", evidence: { assetId: "a", likeness: 0.95 } },
  ]);
  expect(said(found({ likeness: null, edgesKept: null }))).toEqual([["pass", "picture_fits"]]);
});

test.each([
  [{ width: 499 }, "block", "picture_wrong_size"],
  [{ bytes: 10_001 }, "block", "picture_too_heavy"],
  [{ whiteBorder: 0.8 }, "warn", "picture_ground_not_white"],
  [{ likeness: 0.5 }, "warn", "picture_subject_changed"],
  [{ edgesKept: 0.5 }, "warn", "picture_subject_changed"],
  [{ label: { seen: false, embedded: true } }, "block", "picture_label_unseen"],
  [{ label: { seen: true, embedded: false } }, "block", "picture_label_not_embedded"],
])("%o is told", (more, verdict, code) => {
  expect(said(found(more))).toEqual([[verdict, code]]);
});

test("what operations noted is a warning that a person sees", () => {
  const notes = [{ code: "cut_out_faint", params: { percent: 20 } }];
  expect(said(found({}, notes))).toEqual([["warn", "cut_out_faint"]]);
});

test("what is asked of a picture follows from its operations in their order", () => {
  const of = (...operations: unknown[]) => askedOf(operationsSchema.parse(operations));
  expect(of({ do: "fit", width: 300, height: 200, maxBytes: 5_000 }, { do: "enlarge", factor: 2 })).toEqual({
    ...{ width: 600, height: 400, maxBytes: 5_000, isWhite: false, isLabelled: false },
  });
  expect(of({ do: "cut-out" }, { do: "background", fill: "#FFFFFF" }, { do: "label" })).toEqual({
    ...{ isWhite: true, isLabelled: true },
  });
});

test("a picture that only a later step reads belongs to no field", () => {
  const evidence = { kind: "picture", assetId: "a", sourceId: "s", asked, facts, notes: [] };
  const ended = [
    { output: { mask: "a" }, attempts: 0, cost: "0", evidence: { ...evidence, field: "mask" } },
    { output: { main: "b" }, attempts: 0, cost: "0", evidence: { ...evidence, assetId: "b", field: "main" } },
    { output: { price: "1" }, attempts: 0, cost: "0", evidence: { status: 200 } },
  ];
  expect(picturesOf(ended, { main: "b" }).map(({ field, assetId }) => [field, assetId])).toEqual([
    [null, "a"],
    ["main", "b"],
  ]);
});
