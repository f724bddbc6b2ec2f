import Big from "big.js";
import { PRICE_DECIMALS, type Price } from "../../price.ts";

type DiscountedAmounts = Pick<
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

/**
 * The price of calls made in a provider's batch; `null` where no discount is known, and so no price. Rounded up at
 * the decimals any price has, so that what a call costs stays exact at the ledger's scale.
 */
export function discountedPrice<P extends DiscountedAmounts>(price: P): P | null {
  if (price.batchDiscount === null) return null;
  const part = new Big(1).minus(price.batchDiscount);
  const less = (amount: string) => new Big(amount).times(part).round(PRICE_DECIMALS, Big.roundUp).toFixed();
  return {
    ...price,
    inputPerMTok: less(price.inputPerMTok),
    cachedInputPerMTok: price.cachedInputPerMTok && less(price.cachedInputPerMTok),
    cacheWritePerMTok: price.cacheWritePerMTok && less(price.cacheWritePerMTok),
    pictureInputPerMTok: price.pictureInputPerMTok && less(price.pictureInputPerMTok),
    outputPerMTok: less(price.outputPerMTok),
    pictureOutputPerMTok: price.pictureOutputPerMTok && less(price.pictureOutputPerMTok),
    perImage: price.perImage && less(price.perImage),
  };
}
