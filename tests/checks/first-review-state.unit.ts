import { expect, test } from "vitest";
import { isDrawn } from "#lib/checks/drawn-by-seed.ts";
import { firstReviewState } from "#lib/checks/first-review-state.ts";
import { formatVerdict } from "#lib/checks/format-verdict.ts";
import { type ReviewPlan, reviewPlanSchema } from "#lib/checks/review-plan.ts";

const clean = formatVerdict({ kind: "fits", isRepaired: false, coercions: [] });
const bad = formatVerdict({ kind: "misfit", code: "output_blank", params: { field: "title" } });
const draw = { seed: 7, seq: 0 };
const statesOf = (plan: ReviewPlan, seed: number, items: number) =>
  Array.from({ length: items }, (_, seq) => firstReviewState(plan, [clean], { seed, seq }));

test("where every output is to be read, one waits for a person whatever the checks say", () => {
  for (const verdicts of [[], [clean], [clean, bad]])
    expect(firstReviewState({ kind: "every" }, verdicts, draw)).toBe("pending");
});

test("what a check blocks or warns of waits for a person under every plan", () => {
  const plans: ReviewPlan[] = [
    { kind: "every" },
    { kind: "risk", share: 0 },
    { kind: "lots", aql: "1.0", level: "II" },
  ];
  for (const plan of plans)
    for (const verdict of ["warn", "block"] as const)
      expect(firstReviewState(plan, [clean, { verdict }], draw)).toBe("pending");
});

test("under a risk plan the drawn share of the clean rest is read, and the others pass", () => {
  expect(statesOf({ kind: "risk", share: 0 }, 7, 100).every((state) => state === "approved")).toBe(true);
  expect(statesOf({ kind: "risk", share: 1 }, 7, 100).every((state) => state === "pending")).toBe(true);
  const drawn = statesOf({ kind: "risk", share: 0.1 }, 7, 20_000).filter((state) => state === "pending");
  expect(drawn.length / 20_000).toBeCloseTo(0.1, 2);
});

test("the same seed draws the same outputs, another seed others, and neighbours are not drawn together", () => {
  const plan: ReviewPlan = { kind: "risk", share: 0.5 };
  expect(statesOf(plan, 7, 500)).toEqual(statesOf(plan, 7, 500));
  const [states, others] = [statesOf(plan, 7, 4_000), statesOf(plan, 8, 4_000)];
  expect(states.filter((state, seq) => state === others[seq]).length / 4_000).toBeCloseTo(0.5, 1);
  const alike = states.filter((state, seq) => state === states[seq + 1]);
  expect(alike.length / 4_000).toBeCloseTo(0.5, 1);
});

test("being drawn to be read says nothing about being drawn to be read twice", () => {
  const seqs = Array.from({ length: 20_000 }, (_, seq) => seq);
  const read = seqs.filter((seq) => isDrawn(7, seq, "read", 0.2));
  const twice = read.filter((seq) => isDrawn(7, seq, "double", 0.2));
  expect(twice.length / read.length).toBeCloseTo(0.2, 1);
});

test("a clean output under a plan of lots stands in its lot", () => {
  expect(firstReviewState({ kind: "lots", aql: "1.0", level: "II" }, [clean], draw)).toBe("in-lot");
});

test.each([
  [
    { kind: "lots", aql: 1 },
    { kind: "lots", aql: "1.0", level: "II" },
  ],
  [
    { kind: "lots", aql: "0.65", level: "I" },
    { kind: "lots", aql: "0.65", level: "I" },
  ],
  [
    { kind: "lots", aql: 10.0, level: "III" },
    { kind: "lots", aql: "10", level: "III" },
  ],
  [
    { kind: "risk", share: 0.05, doubleShare: 0.1 },
    { kind: "risk", share: 0.05, doubleShare: 0.1 },
  ],
])("the plan %j is read as %j", (given, read) => {
  expect(reviewPlanSchema.parse(given)).toEqual(read);
});

test.each([
  { kind: "risk" },
  { kind: "risk", share: 1.5 },
  { kind: "risk", share: -0.1 },
  { kind: "lots", aql: 1.2 },
  { kind: "lots", aql: "1.0", level: "IV" },
  { kind: "every", doubleShare: 2 },
  { kind: "some" },
])("the plan %j is refused", (given) => {
  expect(reviewPlanSchema.safeParse(given).success).toBe(false);
});
