import { compareAmounts, divideAmount, multiplyAmount, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { discountedPrice } from "./endpoints/provider-batch/discounted-price.ts";
import type { Meter } from "./meter.ts";
import type { Price } from "./price.ts";

/** The amounts of a price that calls are reckoned with; decimals in its currency. */
export type PriceAmounts = Pick<
  Price,
  | "inputPerMTok"
  | "cachedInputPerMTok"
  | "cacheWritePerMTok"
  | "pictureInputPerMTok"
  | "outputPerMTok"
  | "pictureOutputPerMTok"
  | "perImage"
  | "batchDiscount"
>;

/** One kind of what a call used, and what it cost. */
export interface CostPart {
  name:
    | "input"
    | "cachedInput"
    | "cacheWrite"
    | "pictureInput"
    | "output"
    | "reasoning"
    | "pictureOutput"
    | "pictures";
  /** Tokens, or pictures. */
  quantity: number;
  /** Per million tokens, or per picture, as it was applied; `null` where there is none. */
  price: string | null;
  amount: string | null;
}

export interface CostParts {
  parts: CostPart[];
  /**
   * What an entry says beyond its parts: where the usage is not known, the most the call may have cost is charged.
   * `null` for nothing.
   */
  rest: string | null;
}

const PER_MILLION = 1_000_000;

/**
 * The cost of a call, part by part and to the last digit: parts and rest add up to it.
 * @param price at which it was made; with a discount where it was made in a provider's batch.
 */
export function costParts(meter: Meter, price: PriceAmounts, cost: string): CostParts {
  const applied = discountedPrice(price) ?? price;
  const cached = Math.min(meter.cachedInputTokens, meter.inputTokens);
  const written = Math.min(meter.cacheWriteTokens, meter.inputTokens - cached);
  const shown = Math.min(meter.pictureInputTokens, meter.inputTokens - cached - written);
  const drawn = Math.min(meter.pictureOutputTokens, meter.outputTokens);
  const reasoning = Math.min(meter.reasoningTokens, meter.outputTokens - drawn);
  const parts = [
    tokens("input", meter.inputTokens - cached - written - shown, applied.inputPerMTok),
    tokens("cachedInput", cached, applied.cachedInputPerMTok ?? applied.inputPerMTok),
    ...(written > 0
      ? [tokens("cacheWrite", written, applied.cacheWritePerMTok ?? applied.inputPerMTok)]
      : []),
    ...(shown > 0
      ? [tokens("pictureInput", shown, applied.pictureInputPerMTok ?? applied.inputPerMTok)]
      : []),
    tokens("output", meter.outputTokens - reasoning - drawn, applied.outputPerMTok),
    ...(reasoning > 0 ? [tokens("reasoning", reasoning, applied.outputPerMTok)] : []),
    ...(drawn > 0
      ? [tokens("pictureOutput", drawn, applied.pictureOutputPerMTok ?? applied.outputPerMTok)]
      : []),
    ...(meter.pictures > 0 ? [pictures(meter.pictures, meter.perPicture ?? applied.perImage)] : []),
  ];
  const rest = subtractAmounts(cost, sumAmounts(parts.map(({ amount }) => amount ?? "0")));
  return { parts, rest: compareAmounts(rest, "0") === 0 ? null : rest };
}

function tokens(name: CostPart["name"], quantity: number, perMillion: string): CostPart {
  const amount = divideAmount(multiplyAmount(perMillion, quantity), PER_MILLION);
  return { name, quantity, price: perMillion, amount };
}

function pictures(quantity: number, perPicture: string | null): CostPart {
  const amount = perPicture === null ? null : multiplyAmount(perPicture, quantity);
  return { name: "pictures", quantity, price: perPicture, amount };
}
