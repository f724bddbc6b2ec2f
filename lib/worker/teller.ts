import { sweepTold, tellEvents } from "#lib/notifications/tell-events.ts";
import { log } from "#lib/observability/log.ts";
import { sleep } from "#lib/sleep.ts";
import { watchForecasts } from "#lib/spend/budgets/watch-forecasts.ts";

const LOOK_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 60 * 60_000;
const FORECAST_EVERY_MS = 60_000;

/** Tells people and targets of what was noted, and looks at where budgets are heading, until the process stops: within a second or two of its happening. */
export async function tellUntil(stopping: AbortSignal): Promise<void> {
  let sweptAt = 0;
  let forecastAt = 0;
  while (await sleep(LOOK_EVERY_MS, stopping)) {
    try {
      let hasMore = true;
      while (hasMore && !stopping.aborted) hasMore = await tellEvents();
      if (Date.now() - forecastAt >= FORECAST_EVERY_MS) {
        forecastAt = Date.now();
        hasMore = true;
        while (hasMore && !stopping.aborted) hasMore = await watchForecasts(new Date());
      }
      if (Date.now() - sweptAt < SWEEP_EVERY_MS) continue;
      sweptAt = Date.now();
      hasMore = true;
      while (hasMore && !stopping.aborted) hasMore = await sweepTold(new Date());
    } catch (err) {
      log.warn({ err }, "events could not be told; they are tried again");
    }
  }
}
