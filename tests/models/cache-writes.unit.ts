import { describe, expect, test } from "vitest";
import { costParts } from "#lib/models/cost-parts.ts";
import { readUsage } from "#lib/models/endpoints/read-usage.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price, reservationOf } from "#lib/models/price.ts";
import { suggestPrice } from "#lib/models/suggest-price.ts";
import { sumAmounts } from "#lib/money.ts";
import { callable } from "./callable.ts";

const PRICE: Price = {
  ...callable({}).price,
  inputPerMTok: "3",
  cachedInputPerMTok: "0.3",
  cacheWritePerMTok: "3.75",
  outputPerMTok: "15",
};
const METER = meterOf({
  inputTokens: 2_600,
  cachedInputTokens: 2_000,
  cacheWriteTokens: 400,
  outputTokens: 10,
});

describe("what is written to a provider's cache of prompts", () => {
  test("costs its own price, beside what was read and what was neither", () => {
    expect(costOf(METER, PRICE)).toBe("0.00285");
    expect(costOf(METER, { ...PRICE, cacheWritePerMTok: null })).toBe("0.00255");
  });

  test("is a part of its own in the reckoning, and the parts add up", () => {
    const { parts, rest } = costParts(METER, PRICE, costOf(METER, PRICE));
    expect(parts.map(({ name, quantity, amount }) => [name, quantity, amount])).toEqual([
      ["input", 200, "0.0006"],
      ["cachedInput", 2_000, "0.0006"],
      ["cacheWrite", 400, "0.0015"],
      ["output", 10, "0.00015"],
    ]);
    expect(rest).toBeNull();
    expect(sumAmounts(parts.map(({ amount }) => amount ?? "0"))).toBe(costOf(METER, PRICE));
  });

  test("is reserved for, where it is the dearest way to take a prompt in", () => {
    expect(reservationOf(1_000, 0, PRICE)).toBe("0.00375");
    expect(reservationOf(1_000, 0, { ...PRICE, cacheWritePerMTok: null })).toBe("0.003");
  });

  test("has a list price where the provider charges it, and none where it does not", () => {
    expect(suggestPrice("anthropic", "claude-sonnet-4-5")?.cacheWritePerMTok).toBe("3.75");
    expect(suggestPrice("openai", "gpt-4o-mini")?.cacheWritePerMTok).toBeNull();
  });
});

// As providers and gateways report it, in their documents and in public issues.
const REPORTED: [who: string, usage: object, meter: object][] = [
  [
    "OpenAI since GPT-5.6, which counts it in",
    {
      prompt_tokens: 2_600,
      completion_tokens: 10,
      total_tokens: 2_610,
      prompt_tokens_details: { cached_tokens: 2_000, cache_write_tokens: 400 },
    },
    { inputTokens: 2_600, cachedInputTokens: 2_000, cacheWriteTokens: 400 },
  ],
  [
    "OpenRouter, which counts it in",
    { prompt_tokens: 1_500, completion_tokens: 10, prompt_tokens_details: { cache_write_tokens: 1_200 } },
    { inputTokens: 1_500, cachedInputTokens: 0, cacheWriteTokens: 1_200 },
  ],
  [
    "Anthropic, which counts it beside, as a gateway passes it on",
    {
      input_tokens: 2_000,
      output_tokens: 10,
      cache_read_input_tokens: 500,
      cache_creation_input_tokens: 400,
    },
    { inputTokens: 2_900, cachedInputTokens: 500, cacheWriteTokens: 400 },
  ],
  [
    "a gateway that counts Anthropic's in, and says so by a total",
    {
      prompt_tokens: 2_900,
      completion_tokens: 10,
      total_tokens: 2_910,
      cache_read_input_tokens: 500,
      cache_creation_input_tokens: 400,
      prompt_tokens_details: { cached_tokens: 500 },
    },
    { inputTokens: 2_900, cachedInputTokens: 500, cacheWriteTokens: 400 },
  ],
  [
    "Bedrock, whose parts are more than its whole",
    { inputTokens: 30, outputTokens: 10, cacheReadInputTokens: 0, cacheWriteInputTokens: 1_800 },
    { inputTokens: 1_830, cachedInputTokens: 0, cacheWriteTokens: 1_800 },
  ],
  [
    "one that says nothing of it",
    { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 64 } },
    { inputTokens: 100, cachedInputTokens: 64, cacheWriteTokens: 0 },
  ],
  [
    "one that says nonsense of it",
    { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cache_write_tokens: -5 } },
    { inputTokens: 100, cacheWriteTokens: 0 },
  ],
];

describe("usage with cache writes is read as it is meant", () => {
  test.each(REPORTED)("by %s", (_, usage, meter) => {
    expect(readUsage(usage)).toMatchObject(meter);
  });
});
