import { db } from "#db/client.ts";
import { type BudgetRow, dailySpendOf, sumRunning } from "#db/queries/spend/budgets.ts";
import { sumAmounts } from "#lib/money.ts";
import { addDays, daysBetween } from "#lib/spend/calendar-day.ts";
import { dayIn, dayStart } from "#lib/spend/day-in.ts";
import { FORECAST_DAYS, type Forecast, forecastMonth, fullDays } from "./forecast.ts";

const DAY_MS = 86_400_000;

/**
 * Where a budget's month is heading, from what is used of it, what runs under it, and its last full days, also those of the
 * month before. `null` while it is too early to say: on the month's first day, and before three full days are known.
 */
export async function forecastOf(row: BudgetRow, now: Date): Promise<Forecast | null> {
  const { timeZone, periodStart, periodEnd } = row;
  const today = dayIn(timeZone, now);
  if (today === dayIn(timeZone, periodStart)) return null;
  const range = { from: addDays(today, -FORECAST_DAYS), to: addDays(today, -1) };
  const amounts = await dailySpendOf(db(), row, range);
  const until = (end: Date) => Math.max(0, end.getTime() - now.getTime()) / DAY_MS;
  const daysLeft = until(periodEnd);
  return forecastMonth(
    sumAmounts([row.spent, row.unknownSpend]),
    fullDays(amounts, daysBetween(range.from, range.to)),
    {
      daysLeft,
      todayLeft: Math.min(daysLeft, until(dayStart(addDays(today, 1), timeZone))),
      running: await sumRunning(db(), row),
    },
  );
}
