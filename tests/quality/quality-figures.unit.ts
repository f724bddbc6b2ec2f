import { describe, expect, test } from "vitest";
import { BIN_GROWTH, FIRST_BIN_SECONDS } from "#db/queries/quality/time-bins.ts";
import { qualityFigures } from "#lib/quality/quality-figures.ts";
import { timeQuantile } from "#lib/quality/time-quantile.ts";

const binOf = (seconds: number) => Math.floor(Math.log(seconds / FIRST_BIN_SECONDS) / Math.log(BIN_GROWTH));
const counts = (...seconds: number[]) => seconds.map((one) => ({ bin: binOf(one), decisions: 1 }));

describe("a quantile of lengths of time", () => {
  test("is within a twentieth of the true one", () => {
    for (const median of [0.3, 2, 7.5, 60, 3_600, 400_000]) {
      const found = timeQuantile(counts(median / 3, median, median * 3), 0.5);
      expect(Math.abs((found ?? 0) / median - 1)).toBeLessThanOrEqual(0.05);
    }
  });

  test("goes by how many fell into each, in the order of their length", () => {
    const many = [
      { bin: binOf(100), decisions: 1 },
      { bin: binOf(2), decisions: 9 },
    ];
    expect(timeQuantile(many, 0.5)).toBeLessThan(3);
    expect(timeQuantile(many, 0.95)).toBeGreaterThan(90);
  });

  test("is null where there are none", () => {
    expect(timeQuantile([], 0.5)).toBeNull();
  });
});

test("figures come under each key and together, the busiest first, reasons counted over all of them", () => {
  const { groups, whole } = qualityFigures(
    {
      decisions: [
        { key: "a", decision: "approve", reason: "", decisions: 3 },
        { key: "b", decision: "approve", reason: "", decisions: 5 },
        { key: "a", decision: "reject", reason: "wrong_fact", decisions: 1 },
        { key: "b", decision: "reject", reason: "wrong_fact", decisions: 2 },
        { key: "b", decision: "edit", reason: "", decisions: 1 },
      ],
      times: [{ key: "a", kind: "pace", bin: binOf(4), decisions: 3 }],
      doubleReviews: ["a", "b"].map((key) => ({ key, judgements: ["good", "good"] as const, outputs: 2 })),
      probes: [{ key: "b", seen: 4, caught: 3 }],
    },
    [{ key: "", judgements: ["good", "good"], outputs: 2 }],
  );
  expect(groups.map(({ key, decisions }) => [key, decisions])).toEqual([
    ["b", 8],
    ["a", 4],
  ]);
  expect(groups[0]).toMatchObject({ medianSeconds: null, agreement: { raw: 1, n: 2 } });
  expect(groups[1]).toMatchObject({ agreement: { raw: 1, n: 2 }, probes: { seen: 0, caught: 0 } });
  expect(whole).toMatchObject({
    ...{ decisions: 12, approved: 8, rejected: 3, edited: 1, escalated: 0 },
    rejectReasons: { wrong_fact: 3 },
    agreement: { raw: 1, n: 2 },
    probes: { seen: 4, caught: 3 },
  });
});
