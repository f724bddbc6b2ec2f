import { expect, test } from "vitest";
import { acceptanceChance, stillPasses } from "#lib/checks/lot-chances.ts";

test.each([
  // By hand: 10 with 2 bad, 3 drawn: C(8,3)/C(10,3) = 56/120; at most one: + 2·C(8,2)/120 = 112/120.
  [{ size: 10, sample: 3, accept: 0 }, 2, 56 / 120],
  [{ size: 10, sample: 3, accept: 1 }, 2, 112 / 120],
  [{ size: 20, sample: 5, accept: 0 }, 4, 4_368 / 15_504],
  [{ size: 52, sample: 5, accept: 1 }, 4, 1 - (6 * 17_296 + 4 * 1_128 + 48) / 2_598_960],
] as const)("the chance that %j with %i bad is accepted is exact", (lot, bad, chance) => {
  expect(acceptanceChance(lot, bad)).toBeCloseTo(chance, 12);
});

test("a lot with no more bad ones than it may have passes surely; one all bad never", () => {
  const lot = { size: 500, sample: 50, accept: 2 };
  expect(acceptanceChance(lot, 2)).toBe(1);
  expect(acceptanceChance(lot, 500)).toBe(0);
  expect(acceptanceChance({ size: 5, sample: 5, accept: 0 }, 1)).toBe(0);
});

test("all chances of what can be found sum to one, in large lots too", () => {
  const lot = { size: 150_000, sample: 500 };
  const upTo = (accept: number) => acceptanceChance({ ...lot, accept }, 4_500);
  expect(upTo(499)).toBeCloseTo(1, 9);
  expect(upTo(15) - upTo(14)).toBeGreaterThan(0);
});

test.each([
  [10_000, 200, 5, 4.6],
  [35_000, 315, 7, 3.7],
  [150_000, 500, 10, 3.1],
])(
  "of %i outputs, %i read and up to %i bad accepted, %f %% bad still pass once in ten",
  (size, sample, accept, percent) => {
    const { badShare, probability } = stillPasses({ size, sample, accept });
    expect(probability).toBe(0.1);
    expect(Number((badShare * 100).toFixed(1))).toBe(percent);
  },
);

test("a small lot leaves less open than a large one with the same sample: what was read is known", () => {
  const plan = { sample: 20, accept: 0 };
  const shares = [20, 25, 50, 5_000].map((size) => stillPasses({ size, ...plan }).badShare);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBe(0);
  // The largest number of bad ones in 25 that a clean sample of 20 passes at 10 %: C(23,20)/C(25,20) = 1/30 does not.
  expect(shares[1]).toBe(1 / 25);
});
