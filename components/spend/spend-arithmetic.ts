import { sumAmounts } from "#lib/money.ts";

/** The sum of two exact amounts. */
export function addAmounts(a: string, b: string): string {
  return sumAmounts([a, b]);
}

/** How much more the second is than the first, as a share; `null` where the first is nothing. For display only. */
export function growth(before: string, after: string): number | null {
  const base = Number(before);
  return base === 0 ? null : Number(after) / base - 1;
}
