import { expect, test } from "vitest";
import { type JudgedBy, judgeCase, type MadeOutput, type TriedCase } from "#lib/improvements/judge-case.ts";
import { evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";

const BY: JudgedBy = {
  evaluators: [],
  checks: ["claims", "format", "lexicon"],
  fields: [
    { name: "title", type: "text" },
    { name: "points", type: "list" },
  ],
};
const WITH_EVALUATOR = {
  ...BY,
  evaluators: [
    evaluatorSpecSchema.parse({ name: "Right", kind: "exact", field: "title", reference: "right" }),
  ],
};

function tried(of: Partial<TriedCase> = {}): TriedCase {
  return {
    ...{ kind: "reject", reason: "wrong_fact", source: {}, corrected: null, flagged: [] },
    output: { title: "As rejected" },
    ...of,
  };
}

function made(title: string, ...verdicts: [kind: string, verdict: "warn" | "block"][]): MadeOutput {
  return {
    state: "made",
    output: { title },
    verdicts: verdicts.map(([kind, verdict]) => ({ kind, verdict })),
    judged: null,
  };
}

const FAILED: MadeOutput = { state: "failed", output: null, verdicts: [], judged: null };
const NONE: MadeOutput = { state: "none", output: null, verdicts: [], judged: null };
const outcome = (...args: Parameters<typeof judgeCase>) => judgeCase(...args).outcome;

test("a rejection is fixed where the check of its reason found something before and does not now", () => {
  const before = made("Old", ["claims", "warn"]);
  expect(judgeCase(tried(), before, made("New"), BY)).toEqual({ outcome: "fixed", by: "checks" });
  expect(outcome(tried(), before, made("New", ["claims", "warn"]), BY)).toBe("unchanged");
  // Another check's business says nothing of this reason.
  expect(
    outcome(tried({ reason: "brand_or_tone" }), before, made("New"), { ...BY, checks: ["claims"] }),
  ).toBe("look");
});

test("a check that found nothing in what people rejected is blind to it: people must look", () => {
  expect(judgeCase(tried(), made("Old"), made("New"), BY)).toEqual({ outcome: "look", by: "people" });
  expect(outcome(tried({ flagged: null }), made("Old"), made("New"), BY)).toBe("look");
  expect(outcome(tried({ reason: "other" }), made("Old"), made("New"), BY)).toBe("look");
});

test("a fault that does not come back by itself is no merit of the proposal", () => {
  expect(outcome(tried({ flagged: ["claims"] }), made("Old"), made("New"), BY)).toBe("unchanged");
});

test("the same text is unchanged, whoever would have to look", () => {
  expect(judgeCase(tried(), made("Same"), made("Same"), BY)).toEqual({
    outcome: "unchanged",
    by: "same-text",
  });
});

test("whatever held and does not hold any more breaks a case, even one that is mended otherwise", () => {
  const before = made("Old", ["claims", "warn"]);
  expect(outcome(tried(), before, made("New", ["format", "block"]), BY)).toBe("broken");
  expect(outcome(tried(), made("Old"), made("New", ["claims", "warn"]), BY)).toBe("broken");
  expect(outcome(tried(), before, FAILED, BY)).toBe("broken");
  expect(
    outcome(tried({ kind: "approved", reason: null }), made("Old"), made("New", ["lexicon", "block"]), BY),
  ).toBe("broken");
  expect(outcome(tried({ kind: "approved", reason: null }), made("Old"), FAILED, BY)).toBe("broken");
});

test("what the provider, the cap or a cancel kept from being made says nothing", () => {
  for (const [before, after] of [
    [NONE, made("New")],
    [made("Old"), NONE],
  ] as const)
    expect(judgeCase(tried(), before, after, BY)).toEqual({ outcome: "not-comparable", by: null });
});

test("an output where today there is none does not answer what people objected to", () => {
  expect(outcome(tried(), FAILED, made("New"), BY)).toBe("look");
  expect(outcome(tried(), FAILED, FAILED, BY)).toBe("unchanged");
});

test("an edit is the reference: fixed where the text comes nearer to it, broken where it goes away", () => {
  const edit = tried({
    ...{ kind: "edit", reason: null },
    output: { title: "The very best perfume of the world", points: ["a"] },
    corrected: { title: "A perfume of rose and cedar", points: ["a"] },
  });
  const far = made("The best perfume in the world!");
  const near = made("A perfume of cedar and rose");
  expect(judgeCase(edit, far, near, BY)).toEqual({ outcome: "fixed", by: "edit" });
  expect(outcome(edit, near, far, BY)).toBe("broken");
  expect(outcome(edit, near, made("A perfume of cedar and rose."), BY)).toBe("unchanged");
  // Only what was edited counts, and where nothing can be compared people must look.
  expect(outcome({ ...edit, corrected: edit.output }, far, near, BY)).toBe("look");
});

test("a gating evaluator decides where it failed what people rejected", () => {
  const one = tried({ reason: "other", source: { right: "Rose" } });
  expect(judgeCase(one, made("Ros"), made("Rose"), WITH_EVALUATOR)).toEqual({
    outcome: "fixed",
    by: "evaluators",
  });
  expect(outcome(one, made("Rose"), made("Ros"), WITH_EVALUATOR)).toBe("broken");
  // Nobody says what is right.
  expect(outcome({ ...one, source: {} }, made("Ros"), made("Rose"), WITH_EVALUATOR)).toBe("look");
});

test("an approved row is unchanged as far as something judges it", () => {
  const approved = tried({ kind: "approved", reason: null });
  expect(outcome(approved, made("Old"), made("New"), BY)).toBe("unchanged");
  expect(outcome(approved, made("Old"), made("New"), { ...BY, checks: [] })).toBe("look");
});
