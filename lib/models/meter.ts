/** What a call took, as its provider bills it; a price is applied to it. */
export interface Meter {
  inputTokens: number;
  /** Of the input. */
  cachedInputTokens: number;
  /** Of the input, beside the cached: written to the provider's cache of prompts, which some bill dearer than input. */
  cacheWriteTokens: number;
  outputTokens: number;
  /** Of the output: written and billed, but not part of the answer. */
  reasoningTokens: number;
  pictures: number;
}

const NOTHING: Meter = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  pictures: 0,
};

/** A meter of which only some is known; the rest is nothing. */
export function meterOf(known: Partial<Meter> = {}): Meter {
  return { ...NOTHING, ...known };
}

/** More tokens than any one call takes: a provider that reports as many reports something else. */
const MOST_TOKENS = 1_000_000_000;

/**
 * What a provider reported that a call took; `null` when it says nothing that can be billed by. No prompt takes no
 * tokens at all, so a total of zero is a provider that counts nothing.
 */
export function reportedMeter(reported: {
  input: unknown;
  cachedInput: unknown;
  cacheWrite?: unknown;
  output: unknown;
  reasoning?: unknown;
}): Meter | null {
  const { input, cachedInput, cacheWrite, output, reasoning } = reported;
  if (!isTokenCount(input) || input === 0 || !isTokenCount(output)) return null;
  const cachedInputTokens = isTokenCount(cachedInput) ? Math.min(cachedInput, input) : 0;
  return meterOf({
    inputTokens: input,
    cachedInputTokens,
    cacheWriteTokens: isTokenCount(cacheWrite) ? Math.min(cacheWrite, input - cachedInputTokens) : 0,
    outputTokens: output,
    reasoningTokens: isTokenCount(reasoning) ? Math.min(reasoning, output) : 0,
  });
}

/** Two calls' meters together. */
export function addMeters(one: Meter, other: Meter): Meter {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
    pictures: one.pictures + other.pictures,
  };
}

function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS;
}
