import type { MemoryHits } from "#lib/memory/count-hits.ts";
import { divideAmount, type Money, money, multiplyAmount } from "#lib/money.ts";
import type { CostPreview, MoneyRange } from "./preview-cost.ts";

const SHARE_DECIMALS = 6;

/** A run's cost and duration where some of its items need no call; what an item costs that does stays. */
export function priceRemainder(preview: CostPreview, hits: MemoryHits | null): CostPreview {
  if (!hits || hits.hits === 0 || preview.items === 0) return preview;
  const share = Math.max(0, 1 - hits.hits / preview.items);
  const { low, high } = preview.durationSeconds;
  return {
    ...preview,
    total: partOf(preview.total, share),
    durationSeconds: { low: Math.ceil(low * share), high: Math.ceil(high * share) },
  };
}

function partOf({ low, expected, high }: MoneyRange, share: number): MoneyRange {
  // An estimate's factor: a float's own digits would only look exact.
  const part = ({ amount, currency }: Money) =>
    money(divideAmount(multiplyAmount(amount, share.toFixed(SHARE_DECIMALS)), 1) ?? "0", currency);
  return { low: part(low), expected: part(expected), high: part(high) };
}
