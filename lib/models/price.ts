import Big from "big.js";
import { compareAmounts } from "#lib/money.ts";

/** What a model costs from a moment on: exact decimals per million tokens, or per image. */
export interface Price {
  id: string;
  currency: string;
  inputPerMTok: string;
  /** `null`: a cached input token costs what any input token costs. */
  cachedInputPerMTok: string | null;
  outputPerMTok: string;
  perImage: string | null;
  /** The part of the price that a provider batch takes off: "0.5" is half price. */
  batchDiscount: string | null;
  effectiveFrom: Date;
}

/** Tokens of one call. The cached ones are part of the input. */
export interface Usage {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

/** More tokens than any one call takes: a provider that reports as many reports something else. */
const MOST_TOKENS = 1_000_000_000;

/**
 * Usage as a provider reported it; `null` when it says nothing that can be billed by. No prompt takes no tokens at
 * all, so a total of zero is a provider that counts nothing.
 */
export function usageFrom(reported: { input: unknown; cachedInput: unknown; output: unknown }): Usage | null {
  const { input, cachedInput, output } = reported;
  if (!isTokenCount(input) || input === 0 || !isTokenCount(output)) return null;
  const cachedInputTokens = isTokenCount(cachedInput) ? Math.min(cachedInput, input) : 0;
  return { inputTokens: input, cachedInputTokens, outputTokens: output };
}

function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS;
}

/** Decimals a price per million tokens may have: with six, a call's cost is exact at the ledger's scale of twelve. */
export const PRICE_DECIMALS = 6;

const PER_MILLION = new Big("0.000001");

/** What a call with this usage costs, exact to the last digit. */
export function costOf(usage: Usage, price: Price): string {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  return inFull(
    new Big(usage.inputTokens - cached)
      .times(price.inputPerMTok)
      .plus(new Big(cached).times(price.cachedInputPerMTok ?? price.inputPerMTok))
      .plus(new Big(usage.outputTokens).times(price.outputPerMTok))
      .times(PER_MILLION),
  );
}

/** The most a call may cost: all of its input uncached or cached, whichever is dearer, and all the output it may write. */
export function reservationOf(inputTokens: number, maxOutputTokens: number, price: Price): string {
  const cached = price.cachedInputPerMTok;
  const dearer =
    cached !== null && compareAmounts(cached, price.inputPerMTok) > 0 ? cached : price.inputPerMTok;
  return inFull(
    new Big(inputTokens)
      .times(dearer)
      .plus(new Big(maxOutputTokens).times(price.outputPerMTok))
      .times(PER_MILLION),
  );
}

/** The price in force at a moment: the latest that has begun, the later made of two that begin together. */
export function priceAt<P extends Pick<Price, "id" | "effectiveFrom">>(
  prices: readonly P[],
  at: Date,
): P | null {
  let found: P | null = null;
  for (const price of prices) {
    if (price.effectiveFrom > at) continue;
    if (found === null || isLater(price, found)) found = price;
  }
  return found;
}

/** The price that takes over next; `null` when none is planned. */
export function nextPriceAfter<P extends Pick<Price, "id" | "effectiveFrom">>(
  prices: readonly P[],
  at: Date,
): P | null {
  let next: P | null = null;
  for (const price of prices) {
    if (price.effectiveFrom <= at) continue;
    if (next === null || price.effectiveFrom < next.effectiveFrom || isLaterTwin(price, next)) next = price;
  }
  return next;
}

function isLater(a: Pick<Price, "id" | "effectiveFrom">, b: Pick<Price, "id" | "effectiveFrom">): boolean {
  return a.effectiveFrom > b.effectiveFrom || isLaterTwin(a, b);
}

// Ids sort by the time they were made.
function isLaterTwin(
  a: Pick<Price, "id" | "effectiveFrom">,
  b: Pick<Price, "id" | "effectiveFrom">,
): boolean {
  return a.effectiveFrom.getTime() === b.effectiveFrom.getTime() && a.id > b.id;
}

function inFull(amount: Big): string {
  return amount.toFixed();
}
