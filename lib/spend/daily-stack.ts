import type { SpendSum } from "#db/queries/spend/sum-spend.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import type { Day } from "./calendar-day.ts";

/** What was spent each day, split into a few series that add up to it. */
export interface DailyStack {
  /** The series, the largest first; `OTHERS_KEY` last when some were put together. */
  series: { key: string; amount: string }[];
  days: { day: Day; total: string; amounts: Record<string, string> }[];
}

export const OTHERS_KEY = "others";

/**
 * Stacks sums by (day, key) into at most `limit` series; what is beyond goes into the others.
 * @param days every day to show, with or without spend.
 */
export function stackDays(sums: readonly SpendSum[], days: readonly Day[], limit: number): DailyStack {
  const totals = new Map<string, string[]>();
  for (const { keys, settled } of sums) {
    const key = keys[1] ?? "";
    totals.set(key, [...(totals.get(key) ?? []), settled]);
  }
  const ranked = [...totals]
    .map(([key, amounts]) => ({ key, amount: sumAmounts(amounts) }))
    .sort((a, b) => compareAmounts(b.amount, a.amount) || (a.key < b.key ? -1 : 1));
  const own = ranked.length > limit ? ranked.slice(0, limit - 1) : ranked;
  const others = ranked.slice(own.length);
  const ownKeys = new Set(own.map(({ key }) => key));
  const seriesOf = (key: string) => (ownKeys.has(key) ? key : OTHERS_KEY);
  return {
    series: [
      ...own,
      ...(others.length > 0
        ? [{ key: OTHERS_KEY, amount: sumAmounts(others.map(({ amount }) => amount)) }]
        : []),
    ],
    days: days.map((day) => {
      const parts = sums.filter(({ keys }) => keys[0] === day);
      const amounts: Record<string, string> = {};
      for (const { keys, settled } of parts) {
        const series = seriesOf(keys[1] ?? "");
        amounts[series] = sumAmounts([amounts[series] ?? "0", settled]);
      }
      return { day, total: sumAmounts(parts.map(({ settled }) => settled)), amounts };
    }),
  };
}
