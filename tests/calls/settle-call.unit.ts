import { expect, test } from "vitest";
import { settle } from "#lib/calls/settle-call.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { meterOf } from "#lib/models/meter.ts";
import type { Price } from "#lib/models/price.ts";
import { answered } from "#tests/items/play-item.ts";

const price: Price = {
  id: "p",
  currency: "USD",
  inputPerMTok: "10",
  cachedInputPerMTok: "1",
  cacheWritePerMTok: null,
  pictureInputPerMTok: null,
  pictureOutputPerMTok: null,
  pictureRates: [],
  outputPerMTok: "20",
  perImage: null,
  batchDiscount: null,
  effectiveFrom: new Date(0),
};
const usage = meterOf({ inputTokens: 100, cachedInputTokens: 40, outputTokens: 50, reasoningTokens: 30 });

test("an answer is settled at what its provider metered", () => {
  expect(settle(answered("", { usage }), "0.5", price)).toEqual({
    kind: "settled",
    cost: "0.00164",
    meter: usage,
    closes: true,
    cacheHit: false,
  });
});

test("an answer whose provider counts nothing may have cost all that was reserved", () => {
  const uncounted = answered("", { usage, usageSource: "counted" });
  expect(settle(uncounted, "0.5", price)).toMatchObject({ kind: "unknown", cost: "0.5", closes: true });
});

test("so may a call whose end was not seen", () => {
  const uncertain: CallOutcome = { kind: "uncertain", code: "timeout" };
  expect(settle(uncertain, "0.5", price)).toMatchObject({ kind: "unknown", cost: "0.5", meter: meterOf() });
});

test("an identical call's answer costs nothing and says so", () => {
  const hit = settle(answered("", { usage, cached: true }), "0.5", price);
  expect(hit).toMatchObject({ kind: "released", cost: "0", closes: true, cacheHit: true });
});

test("what was not billed keeps its reservation for the next try", () => {
  const unbilled: CallOutcome[] = [
    { kind: "unavailable", code: "http_503" },
    { kind: "refused", code: "http_400", detail: "" },
    { kind: "exhausted", code: "insufficient_quota", detail: "" },
  ];
  for (const outcome of unbilled)
    expect(settle(outcome, "0.5", price)).toMatchObject({ kind: "released", cost: "0", closes: false });
});

test("a full rate limit leaves no entry at all", () => {
  const throttled: CallOutcome = { kind: "throttled", retryAfterMs: 1 };
  expect(settle(throttled, "0.5", price)).toMatchObject({ kind: null, closes: false });
});
