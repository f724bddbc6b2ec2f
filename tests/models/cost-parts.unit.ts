import { expect, test } from "vitest";
import { costParts } from "#lib/models/cost-parts.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";

const price: Price = {
  id: "price",
  currency: "USD",
  inputPerMTok: "0.15",
  cachedInputPerMTok: "0.075001",
  cacheWritePerMTok: null,
  pictureInputPerMTok: null,
  pictureOutputPerMTok: null,
  pictureRates: [],
  outputPerMTok: "0.6",
  perImage: "0.04",
  batchDiscount: "0.4999",
  effectiveFrom: new Date(0),
};
const meter = meterOf({
  inputTokens: 1_237,
  cachedInputTokens: 411,
  outputTokens: 913,
  reasoningTokens: 702,
  pictures: 3,
});

test("the parts of a cost add up to what the ledger says, to the last digit, with and without a discount", () => {
  for (const [made, applied] of [
    [{ ...price, batchDiscount: null }, price],
    [price, discountedPrice(price)],
  ] as const) {
    const cost = costOf(meter, applied ?? price);
    const { parts, rest } = costParts(meter, made, cost);
    expect(sumAmounts(parts.map(({ amount }) => amount ?? "0"))).toBe(sumAmounts([cost]));
    expect(rest).toBe(null);
  }
});

test("what the parts do not explain is the rest", () => {
  const { parts, rest } = costParts(meterOf(), { ...price, batchDiscount: null }, "0.25");
  expect(parts.map(({ name, quantity }) => [name, quantity])).toEqual([
    ["input", 0],
    ["cachedInput", 0],
    ["output", 0],
  ]);
  expect(rest).toBe("0.25");
});
