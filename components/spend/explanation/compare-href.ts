import type { Day } from "#lib/spend/calendar-day.ts";

/** Days from the first to the last, both included. */
export interface Days {
  from: Day;
  to: Day;
}

/** The address that says why the days of a period cost more or less than others. */
export function compareHref(period: Days, against: Days, currency?: string): string {
  return `/spend/compare?${new URLSearchParams({
    ...{ from: period.from, to: period.to, againstFrom: against.from, againstTo: against.to },
    ...(currency && { currency }),
  })}`;
}
