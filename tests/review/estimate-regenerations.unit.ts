import { expect, test } from "vitest";
import type { Price } from "#lib/models/price.ts";
import { estimateRegenerations, leftUnderCap } from "#lib/review/regeneration/estimate-regenerations.ts";

const price: Price = {
  ...{
    id: "p",
    currency: "USD",
    inputPerMTok: "1",
    cachedInputPerMTok: null,
    cacheWritePerMTok: null,
    pictureInputPerMTok: null,
    pictureOutputPerMTok: null,
    pictureRates: [],
    outputPerMTok: "4",
  },
  ...{ perImage: null, batchDiscount: null, effectiveFrom: new Date(0) },
};
const facts = { made: 0, madeSpent: "0", calls: 10, inputTokens: 4_000, outputTokens: 1_000 };

test("making anew is reckoned as a call of the batch that reads the rejected text and why it was rejected", () => {
  // 400 + 100 + 150 tokens read at 1, 100 written at 4, per million.
  expect(estimateRegenerations(1, facts, price)).toBe("0.00105");
  expect(estimateRegenerations(10_000, facts, price)).toBe("10.5");
});

test("once some were made anew, what they cost says more", () => {
  const made = { ...facts, made: 5, madeSpent: "0.01" };
  expect(estimateRegenerations(3, made, price)).toBe("0.006");
  expect(estimateRegenerations(3, made, null)).toBe("0.006");
});

test("it is not known where nothing took a call, or the model has no price", () => {
  expect(estimateRegenerations(3, { ...facts, calls: 0 }, price)).toBeNull();
  expect(estimateRegenerations(3, facts, null)).toBeNull();
});

test("a cap has left what is neither spent, possibly spent nor promised, and never less than nothing", () => {
  const sums = { cap: "1", spent: "0.2", unknown: "0.1", reserved: "0.05" };
  expect(leftUnderCap(sums)).toBe("0.65");
  expect(leftUnderCap({ ...sums, reserved: "0.9" })).toBe("0");
});
