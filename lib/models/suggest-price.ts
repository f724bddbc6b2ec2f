import { calcPrice, type ModelPrice } from "@pydantic/genai-prices";
import Big from "big.js";
import { PRICE_DECIMALS } from "./price.ts";
import type { ProviderKind } from "./provider.ts";

/** A list price to start from; it is always a person who puts it in force. */
export interface SuggestedPrice {
  currency: string;
  inputPerMTok: string;
  cachedInputPerMTok: string | null;
  cacheWritePerMTok: string | null;
  pictureInputPerMTok: string | null;
  outputPerMTok: string;
  pictureOutputPerMTok: string | null;
  /** Where it comes from, for the person to judge. */
  source: string;
}

const KNOWN_PROVIDERS: Partial<Record<ProviderKind, string>> = {
  openai: "openai",
  anthropic: "anthropic",
  google: "google",
};

// https://help.aliyun.com/zh/model-studio/models and https://api-docs.deepseek.com/zh-cn/quick_start/pricing, in yuan.
const BY_HAND: [name: RegExp, input: string, cached: string | null, output: string][] = [
  [/^qwen-?3?-?max/i, "2.4", "0.96", "9.6"],
  [/^qwen-?3?-?plus/i, "0.8", "0.32", "2"],
  [/^qwen-?3?-?(flash|turbo)/i, "0.3", "0.12", "0.6"],
  [/^qwen-?long/i, "0.5", null, "2"],
  [/^deepseek-(chat|v3)/i, "2", "0.2", "3"],
  [/^deepseek-(reasoner|r1)/i, "2", "0.2", "3"],
];

/** The list price of a model by its name; `null` when no list knows it. */
export function suggestPrice(kind: ProviderKind, modelName: string): SuggestedPrice | null {
  if (kind === "sandbox" || kind === "stable-diffusion") return null;
  const byHand = BY_HAND.find(([name]) => name.test(modelName));
  if (byHand) {
    const [, inputPerMTok, cachedInputPerMTok, outputPerMTok] = byHand;
    return {
      currency: "CNY",
      inputPerMTok,
      cachedInputPerMTok,
      cacheWritePerMTok: null,
      pictureInputPerMTok: null,
      outputPerMTok,
      pictureOutputPerMTok: null,
      source: "list",
    };
  }
  const providerId = KNOWN_PROVIDERS[kind];
  const found = calcPrice({ input_tokens: 1 }, modelName, providerId ? { providerId } : {});
  const input = base(found?.model_price, "input_mtok");
  const output = base(found?.model_price, "output_mtok");
  if (!found || input === null || output === null) return null;
  return {
    currency: "USD",
    inputPerMTok: input,
    cachedInputPerMTok: base(found.model_price, "cache_read_mtok"),
    cacheWritePerMTok: cacheWrite(kind, modelName, found.model_price, input),
    pictureInputPerMTok: base(found.model_price, "input_image_mtok"),
    outputPerMTok: output,
    pictureOutputPerMTok: base(found.model_price, "output_image_mtok"),
    source: `genai-prices: ${found.provider.name}`,
  };
}

// Some prices rise with the length of the prompt; product rows stay within the first tier.
function base(prices: ModelPrice | undefined, key: string): string | null {
  const price = prices?.[key];
  const amount = typeof price === "object" ? price.base : price;
  return amount === undefined ? null : new Big(amount).round(PRICE_DECIMALS).toFixed();
}

/** https://developers.openai.com/api/docs/guides/prompt-caching: since GPT-5.6 each write costs 1.25 times the input. */
const WRITES_CHARGED = /gpt-(?:5\.(?:[6-9]|\d{2})|[6-9])/i;
const WRITE_FACTOR = "1.25";

// The list may be older than the rule.
function cacheWrite(kind: ProviderKind, modelName: string, prices: ModelPrice, input: string): string | null {
  const listed = base(prices, "cache_write_mtok");
  if (listed !== null || kind !== "openai" || !WRITES_CHARGED.test(modelName)) return listed;
  return new Big(input).times(WRITE_FACTOR).round(PRICE_DECIMALS).toFixed();
}
