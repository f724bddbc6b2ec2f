import { type Meter, reportedMeter } from "../meter.ts";

// By every name that providers and gateways give them.
const INPUT = [
  "prompt_tokens",
  "input_tokens",
  "promptTokens",
  "inputTokens",
  "promptTokenCount",
  "prompt_eval_count",
];
const OUTPUT = [
  ...["completion_tokens", "output_tokens", "completionTokens", "outputTokens"],
  ...["candidatesTokenCount", "eval_count"],
];
const TOTAL = ["total_tokens", "totalTokens", "totalTokenCount"];
const REASONING = ["reasoning_tokens", "reasoningTokens", "thoughtsTokenCount"];
const CACHED = [
  ...[
    "cached_tokens",
    "cachedTokens",
    "prompt_cache_hit_tokens",
    "cached_prompt_tokens",
    "num_cached_tokens",
  ],
  ...["cache_read_input_tokens", "cacheReadInputTokens", "cache_read", "cachedContentTokenCount"],
];
const WRITTEN = [
  ...["cache_write_tokens", "cacheWriteTokens", "cached_write_tokens", "cache_creation_tokens"],
  ...["cache_creation_input_tokens", "cacheWriteInputTokens", "cache_write_input_tokens"],
];
const OF_INPUT = [
  "prompt_tokens_details",
  "input_tokens_details",
  "input_token_details",
  "promptTokensDetails",
];
const OF_OUTPUT = ["completion_tokens_details", "output_tokens_details", "output_token_details"];

/**
 * What a provider that speaks chat completions says a call took, wherever it says it; `null` where it says nothing that
 * can be billed by. Reasoning that it counts outside the output is part of the output, because it is billed like it.
 */
export function readUsage(usage: unknown): Meter | null {
  const told = fieldsOf(usage);
  const total = countOf(told, TOTAL);
  const named = { input: countOf(told, INPUT), output: countOf(told, OUTPUT) };
  // One of the three follows from the other two.
  const input = named.input ?? difference(total, named.output);
  const output = named.output ?? difference(total, input);
  if (input === null || output === null) return null;
  const ofInput = partsOf(told, OF_INPUT);
  const ofOutput = partsOf(told, OF_OUTPUT);
  const cachedInput = Math.max(countOf(ofInput, CACHED) ?? 0, countOf(told, CACHED) ?? 0);
  const reasoning = countOf(ofOutput, REASONING) ?? countOf(told, REASONING) ?? 0;
  const beside = Math.max(0, (total ?? 0) - input - output);
  const outside = reasoning > 0 ? Math.min(reasoning, beside) : beside;
  const cacheWrite = Math.max(countOf(ofInput, WRITTEN) ?? 0, countOf(told, WRITTEN) ?? 0);
  const isBeside = cachedInput + cacheWrite > input || isAnthropics(told);
  return reportedMeter({
    input: isBeside ? input + cachedInput + cacheWrite : input,
    cachedInput,
    cacheWrite,
    output: output + outside,
    reasoning: Math.max(reasoning, outside),
  });
}

// Its count leaves out what was read from the cache and written to it, and gateways pass it on as it is. What names a
// prompt or a total counts them in, whatever else it passes on; no part is more than its whole.
function isAnthropics(told: Record<string, unknown>): boolean {
  const tellsCache = "cache_creation_input_tokens" in told || "cache_read_input_tokens" in told;
  return tellsCache && "input_tokens" in told && !("prompt_tokens" in told) && countOf(told, TOTAL) === null;
}

/** The first of several places that tells what a call took. */
export function usageAmong(places: unknown[]): Meter | null {
  for (const place of places) {
    const usage = readUsage(place);
    if (usage) return usage;
  }
  return null;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value === "string") return fieldsOf(parsed(value));
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

// Some gateways write JSON into a text.
function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function partsOf(told: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return fieldsOf(names.map((name) => told[name]).find((part) => typeof part === "object" && part !== null));
}

// Where a name is written with nothing and another with something, something was taken.
function countOf(told: Record<string, unknown>, names: readonly string[]): number | null {
  const counts = names.map((name) => count(told[name])).filter((tokens) => tokens !== null);
  return counts.find((tokens) => tokens > 0) ?? counts[0] ?? null;
}

function difference(whole: number | null, part: number | null): number | null {
  return whole === null || part === null || whole < part ? null : whole - part;
}

// Some gateways write numbers as texts.
function count(value: unknown): number | null {
  if (typeof value === "string" && /^\d{1,12}(?:\.0*)?$/.test(value.trim())) return Number(value);
  return typeof value === "number" ? value : null;
}
