import { expect, test } from "vitest";
import { AQLS, type Aql, codeLetterOf, INSPECTION_LEVELS, samplingPlan } from "#lib/checks/sampling-plan.ts";

test.each([
  // Table I of MIL-STD-105E and ISO 2859-1.
  [8, "I", "A"],
  [8, "III", "B"],
  [9, "II", "B"],
  [50, "II", "D"],
  [51, "I", "C"],
  [90, "II", "E"],
  [280, "II", "G"],
  [281, "II", "H"],
  [500, "I", "F"],
  [1_200, "II", "J"],
  [3_200, "II", "K"],
  [3_201, "II", "L"],
  [10_000, "III", "M"],
  [10_001, "II", "M"],
  [150_000, "II", "N"],
  [150_001, "I", "M"],
  [500_001, "II", "Q"],
  [500_001, "III", "R"],
] as const)("a lot of %i at level %s has code letter %s", (size, level, letter) => {
  expect(codeLetterOf(size, level)).toBe(letter);
});

test.each([
  // Table II-A: on the diagonal, and where an arrow leads up or down.
  [3_201, "1.0", [200, 5, 6]],
  [10_000, "1.0", [200, 5, 6]],
  [10_001, "1.0", [315, 7, 8]],
  [150_000, "1.0", [500, 10, 11]],
  [1_000, "1.0", [80, 2, 3]],
  [1_000, "0.65", [80, 1, 2]],
  [1_000, "4.0", [80, 7, 8]],
  [500, "2.5", [50, 3, 4]],
  [100, "0.65", [20, 0, 1]],
  [100, "1.0", [13, 0, 1]],
  [100, "1.5", [32, 1, 2]],
  [2_000, "10", [125, 21, 22]],
  [5_000, "10", [125, 21, 22]],
  [40_000, "4.0", [315, 21, 22]],
  [600_000, "0.010", [1_250, 0, 1]],
  [600_000, "0.015", [800, 0, 1]],
  [2_000, "0.010", [1_250, 0, 1]],
  [20, "10", [5, 1, 2]],
] as const)(
  "table II-A: a lot of %i with a limit of %s is judged by n, Ac, Re = %j",
  (size, aql, expected) => {
    const { sample, accept, reject } = samplingPlan(size, aql, "II", "normal");
    expect([sample, accept, reject]).toEqual(expected);
  },
);

test.each([
  ["tightened", 5_000, "1.0", [200, 3, 4]],
  ["tightened", 12_000, "1.0", [315, 5, 6]],
  ["tightened", 40_000, "1.0", [500, 8, 9]],
  ["tightened", 1_000, "1.0", [80, 1, 2]],
  ["tightened", 200, "1.0", [80, 1, 2]],
  ["tightened", 120, "1.0", [20, 0, 1]],
  ["tightened", 5_000, "6.5", [200, 18, 19]],
  ["tightened", 5_000, "10", [125, 18, 19]],
  ["reduced", 5_000, "1.0", [80, 2, 5]],
  ["reduced", 12_000, "1.0", [125, 3, 6]],
  ["reduced", 1_000, "1.0", [32, 1, 3]],
  ["reduced", 1_000, "0.65", [32, 0, 2]],
  ["reduced", 100, "0.65", [8, 0, 1]],
  ["reduced", 2_000, "10", [50, 10, 13]],
] as const)(
  "table II of %s inspection: a lot of %i with %s: n, Ac, Re = %j",
  (severity, size, aql, expected) => {
    const { sample, accept, reject } = samplingPlan(size, aql, "II", severity);
    expect([sample, accept, reject]).toEqual(expected);
  },
);

test("the one plan of letter S: R's tightened limit of 0.025", () => {
  expect(samplingPlan(600_000, "0.025", "III", "tightened")).toEqual({
    codeLetter: "S",
    sample: 3_150,
    accept: 1,
    reject: 2,
  });
  expect(samplingPlan(600_000, "0.015", "III", "tightened")).toMatchObject({ sample: 1_250, accept: 0 });
});

test("every lot has a plan, never larger than itself, and a stricter one never accepts more", () => {
  for (const size of [1, 2, 8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 1e4, 35e3, 15e4, 5e5, 1e6])
    for (const aql of AQLS)
      for (const level of INSPECTION_LEVELS) {
        const plan = (severity: "normal" | "tightened" | "reduced") =>
          samplingPlan(size, aql, level, severity);
        for (const severity of ["normal", "tightened", "reduced"] as const) {
          expect(plan(severity).sample).toBeLessThanOrEqual(size);
          expect(plan(severity).reject).toBeGreaterThan(plan(severity).accept);
        }
        const bound = (severity: "normal" | "tightened") => plan(severity).accept / plan(severity).sample;
        expect(bound("tightened")).toBeLessThanOrEqual(bound("normal"));
      }
});

test("where the tables want more than there is, all of it is read", () => {
  const aql: Aql = "0.010";
  expect(samplingPlan(300, aql, "II", "normal")).toMatchObject({ sample: 300, accept: 0 });
  expect(samplingPlan(5_000, "1.0", "II", "discontinued")).toMatchObject({
    sample: 5_000,
    accept: 0,
    reject: 1,
  });
});
