import Big from "big.js";
import { compareAmounts } from "#lib/money.ts";
import type { Meter } from "./meter.ts";

/** What a model costs from a moment on: exact decimals per million tokens, or per image. */
export interface Price {
  id: string;
  currency: string;
  inputPerMTok: string;
  /** `null`: a cached input token costs what any input token costs. */
  cachedInputPerMTok: string | null;
  /** `null`: a token written to the provider's cache of prompts costs what any input token costs. */
  cacheWritePerMTok: string | null;
  /** `null`: a token of a picture that goes in costs what any input token costs. */
  pictureInputPerMTok: string | null;
  outputPerMTok: string;
  /** `null`: a token of a picture that is drawn costs what any output token costs. */
  pictureOutputPerMTok: string | null;
  /** `null`, and no `pictureRates`: pictures that are drawn are charged by their tokens. */
  perImage: string | null;
  /** What a picture costs by its size and quality; the first that fits counts, before `perImage`. */
  pictureRates: PictureRate[];
  /** The part of the price that a provider batch takes off: "0.5" is half price. */
  batchDiscount: string | null;
  effectiveFrom: Date;
}

/** What one drawn picture of a size and quality costs. */
export interface PictureRate {
  /** Width and height, such as "1024x1024"; `null`: of any. */
  size: string | null;
  /** As its provider calls it; `null`: of any. */
  quality: string | null;
  amount: string;
}

/** Decimals a price per million tokens may have: with six, a call's cost is exact at the ledger's scale of twelve. */
export const PRICE_DECIMALS = 6;

const PER_MILLION = new Big("0.000001");

/**
 * What a call that metered this costs, exact to the last digit. Reasoning is output and costs what it does.
 * @throws RangeError for pictures at a price that has none for them: whoever calls has refused that before.
 */
export function costOf(meter: Meter, price: Price): string {
  const cached = Math.min(meter.cachedInputTokens, meter.inputTokens);
  const written = Math.min(meter.cacheWriteTokens, meter.inputTokens - cached);
  const shown = Math.min(meter.pictureInputTokens, meter.inputTokens - cached - written);
  const drawn = Math.min(meter.pictureOutputTokens, meter.outputTokens);
  const tokens = new Big(meter.inputTokens - cached - written - shown)
    .times(price.inputPerMTok)
    .plus(new Big(cached).times(price.cachedInputPerMTok ?? price.inputPerMTok))
    .plus(new Big(written).times(price.cacheWritePerMTok ?? price.inputPerMTok))
    .plus(new Big(shown).times(price.pictureInputPerMTok ?? price.inputPerMTok))
    .plus(new Big(meter.outputTokens - drawn).times(price.outputPerMTok))
    .plus(new Big(drawn).times(price.pictureOutputPerMTok ?? price.outputPerMTok))
    .times(PER_MILLION);
  const perPicture = meter.perPicture ?? price.perImage;
  if (meter.pictures === 0) return inFull(tokens);
  if (perPicture !== null) return inFull(tokens.plus(new Big(meter.pictures).times(perPicture)));
  if (drawn > 0) return inFull(tokens);
  throw new RangeError("A price without one per picture was applied to pictures without their tokens.");
}

/**
 * How pictures that are drawn are charged at a price: each one, or the tokens that their provider counts for them.
 * `null`: the price has neither, so that none may be drawn.
 */
export function pictureBilling(
  price: Pick<Price, "perImage" | "pictureRates" | "outputPerMTok" | "pictureOutputPerMTok">,
): "pieces" | "tokens" | null {
  if (price.perImage !== null || price.pictureRates.length > 0) return "pieces";
  return compareAmounts(price.pictureOutputPerMTok ?? price.outputPerMTok, "0") > 0 ? "tokens" : null;
}

/**
 * What a drawn picture costs. Of a size or quality that is not known, or has no rate while there is no price for any
 * other, the dearest.
 * @param kind `null` for what is not known of it.
 */
export function pictureRate(
  { perImage, pictureRates }: Pick<Price, "perImage" | "pictureRates">,
  kind: { size: string | null; quality: string | null },
): string | null {
  if (pictureRates.length === 0) return perImage;
  const mayBe = (of: "size" | "quality", rate: PictureRate) =>
    rate[of] === null || kind[of] === null || rate[of] === kind[of];
  const possible = pictureRates.filter((rate) => mayBe("size", rate) && mayBe("quality", rate));
  const isKnown = kind.size !== null && kind.quality !== null;
  if (isKnown && possible[0]) return possible[0].amount;
  if (possible.length === 0 && perImage !== null) return perImage;
  const others = possible.length > 0 ? possible : pictureRates;
  const amounts = others.map(({ amount }) => amount);
  return amounts.reduce(
    (most, amount) => (compareAmounts(amount, most) > 0 ? amount : most),
    perImage ?? "0",
  );
}

/** The most a call may cost: all of its input in the way that is dearest, and all the output it may write. */
export function reservationOf(inputTokens: number, maxOutputTokens: number, price: Price): string {
  return inFull(
    new Big(inputTokens)
      .times(dearestInput(price))
      .plus(new Big(maxOutputTokens).times(price.outputPerMTok))
      .times(PER_MILLION),
  );
}

function dearestInput({ inputPerMTok, cachedInputPerMTok, cacheWritePerMTok }: Price): string {
  const others = [cachedInputPerMTok, cacheWritePerMTok].filter((amount) => amount !== null);
  return others.reduce((most, amount) => (compareAmounts(amount, most) > 0 ? amount : most), inputPerMTok);
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
