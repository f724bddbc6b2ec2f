import Big from "big.js";

/** ISO 4217 code. */
export type Currency = string;

/** An exact amount, as it stands in the ledger and in the API. */
export interface Money {
  amount: string;
  currency: Currency;
}

/** Decimals the ledger keeps; a token at US$0.01 per million costs 1e-8, so twelve leave nothing to round. */
export const LEDGER_SCALE = 12;

/** An amount and its currency as money, without trailing zeros: "0.000437000000" becomes "0.000437". */
export function money(amount: string | Big, currency: Currency): Money {
  return { amount: plain(new Big(amount)), currency };
}

/** The sum of amounts; "0" for none. */
export function sumAmounts(amounts: Iterable<string>): string {
  let sum = new Big(0);
  for (const amount of amounts) sum = sum.plus(amount);
  return plain(sum);
}

/** The first amount minus the second. */
export function subtractAmounts(from: string, amount: string): string {
  return plain(new Big(from).minus(amount));
}

/** An amount times a whole or decimal factor. */
export function multiplyAmount(amount: string, factor: string | number): string {
  return plain(new Big(amount).times(factor));
}

/** An amount divided, rounded half-even to the ledger's scale; `null` when dividing by zero. */
export function divideAmount(amount: string, by: string | number): string | null {
  const divisor = new Big(by);
  if (divisor.eq(0)) return null;
  const quotient = new Big(amount)
    .times(new Big(10).pow(LEDGER_SCALE))
    .div(divisor)
    .round(0, Big.roundHalfEven);
  return plain(quotient.times(new Big(10).pow(-LEDGER_SCALE)));
}

/** Below zero, zero, or above, as the first amount is less than, equal to or more than the second. */
export function compareAmounts(a: string, b: string): -1 | 0 | 1 {
  return new Big(a).cmp(b);
}

/** Whether a text that somebody typed is an exact amount that is not negative. */
export function isAmount(text: string): boolean {
  return /^\d{1,12}(\.\d{1,12})?$/.test(text.trim());
}

function plain(amount: Big): string {
  const digits = amount.toFixed();
  return digits === "-0" ? "0" : digits;
}
