import type { Day } from "./calendar-day.ts";

// By Temporal, which is twenty times as fast here as Intl, and which not every browser has: the server's alone.

/** The day it is somewhere at a moment. */
export function dayIn(timeZone: string, moment: Date): Day {
  return moment.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The moment a day begins somewhere. */
export function dayStart(day: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}
