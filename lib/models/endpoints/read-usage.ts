import { type Meter, reportedMeter } from "../meter.ts";

// By every name that providers and gateways give them, in whatever letters: `prompt_tokens` is `promptTokens`.
const INPUT = names(
  ...["prompt_tokens", "input_tokens", "prompt_token_count", "input_token_count", "prompt_eval_count"],
);
const OUTPUT = names(
  ...["completion_tokens", "output_tokens", "completion_token_count", "output_token_count"],
  ...["candidates_token_count", "eval_count"],
);
const TOTAL = names("total_tokens", "total_token_count");
const REASONING = names("reasoning_tokens", "thoughts_token_count");
const CACHED = names(
  ...["cached_tokens", "cached_input_tokens", "cached_prompt_tokens", "cached_prompt_text_tokens"],
  ...["num_cached_tokens", "input_cached_tokens", "prompt_cached_tokens", "prompt_cache_tokens"],
  ...["prompt_cache_hit_tokens", "cache_hit_tokens", "cache_read", "cache_read_tokens"],
  ...["cache_read_input_tokens", "cache_read_input_token_count", "cached_content_token_count"],
);
const WRITTEN = names(
  ...["cache_write_tokens", "cached_write_tokens", "cache_write_input_tokens"],
  ...["cache_write_input_token_count", "cache_creation", "cache_creation_tokens"],
  ...["cached_creation_tokens", "cache_creation_input_tokens"],
);
const OF_INPUT = names("prompt_tokens_details", "input_tokens_details", "input_token_details");
const OF_OUTPUT = names("completion_tokens_details", "output_tokens_details", "output_token_details");

/** What was told, by its names as `spelling` has them; of two that it makes one the one that says something. */
type Told = ReadonlyMap<string, unknown>;

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
  const cacheWrite = Math.max(countOf(ofInput, WRITTEN) ?? 0, countOf(told, WRITTEN) ?? 0);
  const cache = cachedInput + cacheWrite;
  const left = Math.max(0, (total ?? 0) - input - output);
  // A total that the cache alone makes up counts it beside the input.
  const isBeside = cache > input || isAnthropics(told) || (cache > 0 && left === cache && reasoning !== left);
  const beside = isBeside ? Math.max(0, left - cache) : left;
  const outside = reasoning > 0 ? Math.min(reasoning, beside) : beside;
  return reportedMeter({
    input: isBeside ? input + cache : input,
    cachedInput,
    cacheWrite,
    output: output + outside,
    reasoning: Math.max(reasoning, outside),
  });
}

// Its count leaves out what was read from the cache and written to it, and gateways pass it on as it is. What names a
// prompt or a total counts them in, whatever else it passes on; no part is more than its whole.
function isAnthropics(told: Told): boolean {
  const tellsCache = told.has("cachecreationinputtokens") || told.has("cachereadinputtokens");
  return tellsCache && told.has("inputtokens") && !told.has("prompttokens") && countOf(told, TOTAL) === null;
}

/** The first of several places that tells what a call took. */
export function usageAmong(places: unknown[]): Meter | null {
  for (const place of places) {
    const usage = readUsage(place);
    if (usage) return usage;
  }
  return null;
}

function fieldsOf(value: unknown): Told {
  if (typeof value === "string") return fieldsOf(parsed(value));
  const told = new Map<string, unknown>();
  if (typeof value !== "object" || value === null) return told;
  for (const [name, what] of Object.entries(value)) {
    const known = spelling(name);
    if (what || !told.get(known)) told.set(known, what);
  }
  return told;
}

function names(...written: string[]): string[] {
  return written.map(spelling);
}

function spelling(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
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

function partsOf(told: Told, names: readonly string[]): Told {
  return fieldsOf(
    names.map((name) => told.get(name)).find((part) => typeof part === "object" && part !== null),
  );
}

// Where a name is written with nothing and another with something, something was taken.
function countOf(told: Told, names: readonly string[]): number | null {
  const counts = names.map((name) => count(told.get(name))).filter((tokens) => tokens !== null);
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
