import { divideAmount, type Money, money, multiplyAmount } from "#lib/money.ts";
import { changeParts } from "./cost-parts.ts";
import type { MoneyRange } from "./money-range.ts";
import type { CostPreview } from "./preview-cost.ts";

const SHARE_DECIMALS = 6;

/** What a part of a run costs, from what all of it does. @param share from 0 to 1. */
export function costOfPart<Range extends MoneyRange>(range: Range, share: number): Range {
  // An estimate's factor: a float's own digits would only look exact.
  const part = ({ amount, currency }: Money) =>
    money(divideAmount(multiplyAmount(amount, share.toFixed(SHARE_DECIMALS)), 1) ?? "0", currency);
  const { low, expected, high } = range;
  return { ...range, low: part(low), expected: part(expected), high: part(high) };
}

/** What a part of a run costs and how long it takes; what an item costs stays. */
export function previewPart<Preview extends CostPreview>(preview: Preview, share: number): Preview {
  const { low, high } = preview.durationSeconds;
  return {
    ...preview,
    total: costOfPart(preview.total, share),
    parts: changeParts(preview.parts, (total) => costOfPart(total, share)),
    durationSeconds: { low: Math.ceil(low * share), high: Math.ceil(high * share) },
  };
}
