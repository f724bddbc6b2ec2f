import Big from "big.js";
import { subtractAmounts, sumAmounts } from "#lib/money.ts";

/** Full days that a forecast looks back on, at most. */
export const FORECAST_DAYS = 28;
const LEAST_DAYS = 3;
/** Four in five months end inside the range, if days go on as they were. */
const EIGHTY_PERCENT_Z = 1.2816;
const DIGITS = 12;
const TOLD_DIGITS = 4;

/** Where a month is heading. */
export interface Forecast {
  low: string;
  /** What alerts go by. */
  expected: string;
  high: string;
  /** How many full days it is reckoned from. */
  days: number;
}

/** What is still to come in a month. */
export interface RestOfMonth {
  /** In the month, with a fraction. */
  daysLeft: number;
  /** The part of them that is left of today. */
  todayLeft?: number;
  /** What batches that run have reserved, or still expect, whichever is more. */
  running?: string;
}

/**
 * What a month will have cost at its end: what it has cost; for the rest of today the mean of the last full days, or what
 * batches that run are still to cost, whichever is more, for they are what days are made of; and that mean for each day after.
 * Give or take the days' standard deviation over as many days, the uncertainty of the mean included. `null`, too early to
 * say, from fewer than three full days.
 * @param spent in the month so far; @param days amounts of full days.
 */
export function forecastMonth(
  spent: string,
  days: readonly string[],
  { daysLeft, todayLeft = 0, running = "0" }: RestOfMonth,
): Forecast | null {
  const count = days.length;
  if (count < LEAST_DAYS) return null;
  const amounts = days.map(Number);
  const mean = amounts.reduce((sum, amount) => sum + amount, 0) / count;
  const variance = amounts.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / (count - 1);
  const spread = EIGHTY_PERCENT_Z * Math.sqrt(variance * (daysLeft + daysLeft ** 2 / count));
  const rest = Math.max(mean * todayLeft, Number(running)) + mean * (daysLeft - todayLeft);
  return {
    low: plus(spent, Math.max(0, rest - spread)),
    expected: plus(spent, rest),
    high: plus(spent, rest + spread),
    days: count,
  };
}

/** An estimate as it is told in words: to four digits, for the others say nothing. */
export function toldEstimate(amount: string): string {
  return new Big(amount).prec(TOLD_DIGITS).toFixed();
}

/** The last full days before today, oldest first, from the first of them on which anything was spent. */
export function fullDays(amounts: ReadonlyMap<string, string>, days: readonly string[]): string[] {
  const first = days.findIndex((day) => amounts.has(day));
  return first === -1 ? [] : days.slice(first).map((day) => amounts.get(day) ?? "0");
}

function plus(amount: string, estimate: number): string {
  return sumAmounts([amount, estimate.toFixed(DIGITS)]);
}

/** How much of an amount is used, as a share; only for marks and bars. */
export function shareOf(used: string, amount: string): number {
  return Number(amount) > 0 ? Number(used) / Number(amount) : 1;
}

/** What is left of an amount; never below zero. */
export function leftOf(amount: string, taken: readonly string[]): string {
  const left = subtractAmounts(amount, sumAmounts(taken));
  return left.startsWith("-") ? "0" : left;
}
