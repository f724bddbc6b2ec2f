import { describe, expect, test } from "vitest";
import { chooseMode, costShareOf, type ModeQuestion } from "#lib/batches/launch/choose-mode.ts";
import { customId, parseCustomId } from "#lib/batches/provider-batches/custom-id.ts";
import { entryId } from "#lib/batches/provider-batches/entry-id.ts";
import { movesAt, nextLookMs } from "#lib/batches/provider-batches/when-to.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { meterOf } from "#lib/models/meter.ts";
import type { Price } from "#lib/models/price.ts";
import { newId } from "#lib/new-id.ts";

const HOUR_MS = 3_600_000;
const now = new Date("2026-11-22T08:00:00Z");
const inHours = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
const question: ModeQuestion = {
  mode: "auto",
  windowMs: 24 * HOUR_MS,
  costShare: 0.5,
  startsAt: now,
  deadline: inHours(30),
};
const price: Price = {
  id: "p",
  currency: "USD",
  inputPerMTok: "2.5",
  cachedInputPerMTok: "0.25",
  cacheWritePerMTok: null,
  pictureInputPerMTok: null,
  pictureOutputPerMTok: null,
  pictureRates: [],
  outputPerMTok: "10",
  perImage: null,
  batchDiscount: "0.5",
  effectiveFrom: new Date(0),
};

describe("auto", () => {
  test("waits for the provider where the deadline leaves its whole window and it is cheaper", () => {
    expect(chooseMode(question)).toEqual({
      runsAs: "provider-batch",
      reason: { code: "mode_auto_cheaper", params: { percent: 50, hours: 24 } },
    });
    expect(chooseMode({ ...question, deadline: inHours(24) }).runsAs).toBe("provider-batch");
  });

  test.each<[string, Partial<ModeQuestion>]>([
    ["mode_auto_no_deadline", { deadline: null }],
    ["mode_auto_too_soon", { deadline: inHours(23.9) }],
    ["mode_auto_no_discount", { costShare: null }],
    ["mode_auto_not_supported", { windowMs: null, costShare: null }],
    ["mode_auto_cache_cheaper", { costShare: 0.97 }],
  ])("is real time, and says why: %s", (code, change) => {
    expect(chooseMode({ ...question, ...change })).toMatchObject({ runsAs: "realtime", reason: { code } });
  });

  test("is not asked where the operator said what it is to be", () => {
    expect(chooseMode({ ...question, mode: "provider-batch", deadline: null })).toEqual({
      runsAs: "provider-batch",
      reason: null,
    });
    expect(chooseMode({ ...question, mode: "realtime" })).toEqual({ runsAs: "realtime", reason: null });
  });
});

describe("the price of a provider batch", () => {
  test("is the discount off each part of the price, never with more decimals than a price has", () => {
    expect(discountedPrice({ ...price, inputPerMTok: "0.000003" })).toMatchObject({
      inputPerMTok: "0.000002",
      cachedInputPerMTok: "0.125",
      outputPerMTok: "5",
    });
    expect(discountedPrice({ ...price, batchDiscount: null })).toBeNull();
  });

  test("counts what real time saves by cached input", () => {
    const usage = meterOf({ inputTokens: 10_000, outputTokens: 500 });
    expect(costShareOf(usage, price)).toBe(0.5);
    expect(costShareOf({ ...usage, cachedInputTokens: 9_500 }, price)).toBeGreaterThan(1);
    expect(costShareOf(null, price)).toBe(0.5);
    expect(costShareOf(usage, { ...price, batchDiscount: null })).toBeNull();
  });
});

describe("requests of a provider batch", () => {
  test("are known by an id that every provider takes, and by no other batch's", () => {
    const [ours, others] = [newId(), newId()];
    const request = {
      providerBatchId: ours,
      chunk: 99_999_999,
      key: { seq: 1_999_999_999, step: 35, call: 1, purpose: "repair" as const },
      counted: 9_999_999,
    };
    const id = customId(request);
    expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(parseCustomId(id, ours)).toEqual(request);
    expect(parseCustomId(id, others)).toBeNull();
    expect(parseCustomId(`${id}-9`, ours)).toBeNull();
  });

  test("say what we counted for them, unless they were sent before they did", () => {
    const providerBatchId = newId();
    const key = { seq: 250, step: 0, call: 0, purpose: "generate" as const };
    const uncounted = { providerBatchId, chunk: 3, key, counted: null };
    const written = `${providerBatchId.replaceAll("-", "")}-3-250-0g0`;
    expect(customId(uncounted)).toBe(written);
    expect(parseCustomId(written, providerBatchId)).toEqual(uncounted);
    expect(parseCustomId(`${written}-117`, providerBatchId)).toEqual({ ...uncounted, counted: 117 });
    expect(customId({ ...uncounted, counted: 10_000_000 })).toBe(written);
  });

  test("of release 0.1.0, which knew neither steps nor purposes, are read too", () => {
    const providerBatchId = newId();
    const old = `${providerBatchId.replaceAll("-", "")}-3-250`;
    const key = { seq: 250, step: 0, call: 0, purpose: "generate" };
    expect(parseCustomId(`${old}-0-117`, providerBatchId)).toMatchObject({ chunk: 3, key, counted: 117 });
    expect(parseCustomId(`${old}-1`, providerBatchId)?.key).toEqual({ ...key, call: 1, purpose: "repair" });
    expect(parseCustomId(`${old}-0x0`, providerBatchId)).toBeNull();
  });

  test("have one ledger entry each, however often it is written", () => {
    const [ours, others] = [newId(), newId()];
    expect(entryId(ours, "1.0")).toBe(entryId(ours, "1.0"));
    expect(new Set([entryId(ours, "1.0"), entryId(ours, "1.1"), entryId(others, "1.0")]).size).toBe(3);
    expect(entryId(ours, "1.0")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(entryId(ours, "1.0").slice(0, 13)).toBe(ours.slice(0, 13));
  });
});

describe("the time of a provider batch", () => {
  test("ends a tenth before the deadline, an hour at most", () => {
    const batch = { createdAt: now, deadline: inHours(2) };
    expect(movesAt(batch)).toEqual(inHours(1.8));
    expect(movesAt({ ...batch, deadline: inHours(48) })).toEqual(inHours(47));
    expect(movesAt({ ...batch, deadline: null })).toBeNull();
  });

  test("is looked at often at first and once a minute later", () => {
    expect(nextLookMs(0)).toBe(500);
    expect(nextLookMs(60_000)).toBe(6_000);
    expect(nextLookMs(10 * HOUR_MS)).toBe(60_000);
  });
});
