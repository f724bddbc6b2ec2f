import type { Money } from "#lib/money.ts";

/** A low and a high bound around what is expected. */
export interface MoneyRange {
  low: Money;
  expected: Money;
  high: Money;
}
