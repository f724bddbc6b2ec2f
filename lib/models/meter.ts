/** What a call took, as its provider bills it; a price is applied to it. */
export interface Meter {
  inputTokens: number;
  /** Of the input. */
  cachedInputTokens: number;
  /** Of the input, beside the cached: written to the provider's cache of prompts, which some bill dearer than input. */
  cacheWriteTokens: number;
  /** Of the input, beside those: of pictures, which some bill otherwise than text. */
  pictureInputTokens: number;
  outputTokens: number;
  /** Of the output: written and billed, but not part of the answer. */
  reasoningTokens: number;
  /** Of the output, beside the reasoning: of pictures that were drawn. */
  pictureOutputTokens: number;
  /** Pictures that were drawn. */
  pictures: number;
  /** What each of them costs where that depends on their size and quality; `null`: as the price says of any. */
  perPicture: string | null;
}

const NOTHING: Meter = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  pictureInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  pictureOutputTokens: 0,
  pictures: 0,
  perPicture: null,
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
  pictureInput?: unknown;
  pictureOutput?: unknown;
}): Meter | null {
  const { input, cachedInput, cacheWrite, output, reasoning, pictureInput, pictureOutput } = reported;
  if (!isTokenCount(input) || input === 0 || !isTokenCount(output)) return null;
  const cachedInputTokens = within(cachedInput, input);
  const cacheWriteTokens = within(cacheWrite, input - cachedInputTokens);
  const reasoningTokens = within(reasoning, output);
  return meterOf({
    inputTokens: input,
    cachedInputTokens,
    cacheWriteTokens,
    pictureInputTokens: within(pictureInput, input - cachedInputTokens - cacheWriteTokens),
    outputTokens: output,
    reasoningTokens,
    pictureOutputTokens: within(pictureOutput, output - reasoningTokens),
  });
}

// A part of a whole: no more than is left of it, nothing where it is not told.
function within(part: unknown, left: number): number {
  return isTokenCount(part) ? Math.min(part, left) : 0;
}

/** Two calls' meters together. */
export function addMeters(one: Meter, other: Meter): Meter {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    pictureInputTokens: one.pictureInputTokens + other.pictureInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
    pictureOutputTokens: one.pictureOutputTokens + other.pictureOutputTokens,
    pictures: one.pictures + other.pictures,
    perPicture: one.perPicture ?? other.perPicture,
  };
}

function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS;
}
