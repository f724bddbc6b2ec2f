import { describe, expect, test } from "vitest";
import { type PictureFound, pictureVerdicts } from "#lib/checks/picture-verdicts.ts";
import type { DrawingWish } from "#lib/images/drawing/drawing-wish.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { askedOf, askedOfDrawing, othersBeside, picturesOf } from "#lib/items/pictures-of.ts";

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
  [{ textAdded: ["SALE"] }, "warn", "picture_text_added"],
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

describe("a picture that a model drew", () => {
  const source = { width: 900, height: 1_200, whiteBorder: 0.97 };
  const edit = { task: "edit", prompt: "", avoid: "", mayChange: "all", size: "source" } as const;
  const drawn = (wish: Partial<DrawingWish>, more: Partial<PictureFound["facts"]>): PictureFound => ({
    ...{ field: "picture", assetId: "a", notes: [] },
    asked: askedOfDrawing({ ...edit, ...wish } as DrawingWish, source),
    facts: { ...facts, width: 896, height: 1_216, label: null, ...more },
  });

  test.each([
    ["as its source lies", {}, {}, "pass", "picture_fits"],
    ["of another shape", {}, { width: 1_024, height: 1_536 }, "warn", "picture_other_ratio"],
    ["of another size than was wished", { size: "512x512" }, {}, "warn", "picture_wrong_size"],
    ["with another subject", {}, { likeness: 0.3 }, "warn", "picture_subject_changed"],
    ["whose subject was to change", { mayChange: "subject" }, { likeness: 0.3 }, "pass", "picture_fits"],
    [
      "that lost its white",
      { mayChange: "subject" },
      { whiteBorder: 0.2 },
      "warn",
      "picture_ground_not_white",
    ],
    ["on new ground", { mayChange: "background" }, { whiteBorder: 0.2 }, "pass", "picture_fits"],
    ["enlarged by less", { task: "enlarge", factor: 2 }, {}, "warn", "picture_wrong_size"],
  ] as const)("%s", (_, wish, more, verdict, code) => {
    expect(said(drawn(wish, more))).toEqual([[verdict, code]]);
  });

  test("says nothing of its size where a later step gives it another", () => {
    const found = { ...drawn({ size: "512x512" }, { likeness: 0.3 }), field: null };
    expect(said(found)).toEqual([["warn", "picture_subject_changed"]]);
  });

  const of = (assetId: string) => ({ assetId, width: 1, height: 1, seed: null, facts });
  const made = (assetId: string, sourceId: string) => ({ assetId, sourceId, facts, notes: [] });
  const scene = { ...{ kind: "drawn", field: "scene", sourceId: "s", modelId: "m", prompt: "" }, asked };
  const frame = { kind: "picture", field: "main", asked, ...made("a2", "a1") };
  const ended = [
    { evidence: { ...scene, candidates: [of("a1"), of("b1"), of("c1")] } },
    { evidence: { ...frame, others: [made("b2", "b1"), made("c2", "c1")] } },
  ];

  test("is judged where it is the one that was chosen, and what it was made of with it", () => {
    const chosen = (output: Record<string, string>) =>
      picturesOf(ended, output).map(({ field, assetId }) => [field, assetId]);
    expect(chosen({ main: "a2" })).toEqual([
      [null, "a1"],
      ["main", "a2"],
    ]);
    expect(chosen({ main: "c2" })).toEqual([
      [null, "c1"],
      ["main", "c2"],
    ]);
  });

  test("stands beside its candidates for the next step, those that a step has made of them too", () => {
    expect(othersBeside(ended.slice(0, 1), "a1")).toEqual(["b1", "c1"]);
    expect(othersBeside(ended, "a2")).toEqual(["b2", "c2"]);
    expect(othersBeside(ended, "s")).toEqual([]);
  });
});
