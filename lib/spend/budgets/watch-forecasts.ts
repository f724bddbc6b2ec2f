import { db } from "#db/client.ts";
import { noteForecast } from "#db/queries/notifications/events.ts";
import { beginDueMonths, takeDueForecasts } from "#db/queries/spend/budgets.ts";
import { forecastReaches } from "./alert.ts";
import { toldEstimate } from "./forecast.ts";
import { forecastOf } from "./forecast-of.ts";

const AT_ONCE = 20;
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Looks at where the months of some budgets are heading, and keeps and notes what their alerts are of. A process that ends
 * in between has its budgets looked at again ten minutes later. @returns whether there may be more.
 */
export async function watchForecasts(now: Date): Promise<boolean> {
  await beginDueMonths(db());
  const before = new Date(now.getTime() - LOOK_AGAIN_AFTER_MS);
  const due = await takeDueForecasts(db(), { before, limit: AT_ONCE });
  for (const budget of due) {
    const forecast = await forecastOf(budget, now);
    const share = forecast ? forecastReaches(budget.alerts, forecast.expected, budget.amount) : 0;
    if (forecast && share > budget.forecastShare)
      await noteForecast(db(), budget, { share, expected: toldEstimate(forecast.expected) });
  }
  return due.length === AT_ONCE;
}
