import { expect, test } from "vitest";
import { meterOf, reportedMeter } from "#lib/models/meter.ts";
import { costOf, nextPriceAfter, type Price, priceAt, reservationOf } from "#lib/models/price.ts";

const price: Price = {
  id: "a",
  currency: "USD",
  inputPerMTok: "0.15",
  cachedInputPerMTok: "0.075",
  cacheWritePerMTok: null,
  pictureInputPerMTok: null,
  pictureOutputPerMTok: null,
  pictureRates: [],
  outputPerMTok: "0.6",
  perImage: null,
  batchDiscount: null,
  effectiveFrom: new Date("2026-01-01T00:00:00Z"),
};

test("a call costs its tokens times their price, to the last digit", () => {
  const usage = meterOf({ inputTokens: 1_234, outputTokens: 567 });
  expect(costOf(usage, price)).toBe("0.0005253");
  const dear = { ...price, inputPerMTok: "0.000001", outputPerMTok: "123456789.123456" };
  expect(costOf(meterOf({ inputTokens: 1, outputTokens: 7 }), dear)).toBe("864.197523864193");
});

test("cached input has its own price, or that of any input where there is none", () => {
  const usage = meterOf({ inputTokens: 1_000, cachedInputTokens: 600 });
  expect(costOf(usage, price)).toBe("0.000105");
  expect(costOf(usage, { ...price, cachedInputPerMTok: null })).toBe("0.00015");
});

test("a provider that reports more cached than input tokens is not paid twice for them", () => {
  expect(costOf(meterOf({ inputTokens: 10, cachedInputTokens: 99 }), price)).toBe("0.00000075");
});

test("no call costs nothing at all, and nothing is nothing", () => {
  expect(costOf(meterOf(), price)).toBe("0");
  expect(costOf(meterOf({ inputTokens: 1 }), price)).toBe("0.00000015");
});

test("a reservation covers the call that takes all it may", () => {
  expect(reservationOf(1_000, 500, price)).toBe("0.00045");
  const worst = meterOf({ inputTokens: 1_000, cachedInputTokens: 1_000, outputTokens: 500 });
  const cacheDearer = { ...price, cachedInputPerMTok: "0.3" };
  expect(reservationOf(1_000, 500, cacheDearer)).toBe(costOf(worst, cacheDearer));
});

test("ten million calls add up without a rounding error", () => {
  const one = costOf(meterOf({ inputTokens: 333, outputTokens: 77 }), price);
  expect(one).toBe("0.00009615");
  expect((BigInt(9_615) * 10_000_000n).toString()).toBe("96150000000");
});

test("the price of a day is the latest that has begun, the later made of two that begin together", () => {
  const at = (id: string, day: string) => ({ id, effectiveFrom: new Date(`${day}T00:00:00Z`) });
  const prices = [at("1", "2026-01-01"), at("3", "2026-03-01"), at("2", "2026-03-01"), at("4", "2026-06-01")];
  expect(priceAt(prices, new Date("2025-12-31T23:59:59Z"))).toBeNull();
  expect(priceAt(prices, new Date("2026-01-01T00:00:00Z"))?.id).toBe("1");
  expect(priceAt(prices, new Date("2026-05-31T23:59:59Z"))?.id).toBe("3");
  expect(nextPriceAfter(prices, new Date("2026-01-15T00:00:00Z"))?.id).toBe("3");
  expect(nextPriceAfter(prices, new Date("2026-06-01T00:00:00Z"))).toBeNull();
});

test("usage that cannot be billed by is none: nothing, less than nothing, parts of a token, or absurdly much", () => {
  const usage = { input: 10, cachedInput: 4, output: 2 };
  expect(reportedMeter(usage)).toEqual(meterOf({ inputTokens: 10, cachedInputTokens: 4, outputTokens: 2 }));
  for (const input of [0, -1, 1.5, 1e12, "10", null, undefined])
    expect(reportedMeter({ ...usage, input })).toBeNull();
  expect(reportedMeter({ ...usage, output: Number.NaN })).toBeNull();
  expect(reportedMeter({ ...usage, cachedInput: 99 })).toMatchObject({ cachedInputTokens: 10 });
});
