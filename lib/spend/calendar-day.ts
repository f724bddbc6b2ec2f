/** A calendar day as YYYY-MM-DD. */
export type Day = string;

/** The day it is somewhere at a moment. */
export function dayIn(timeZone: string, moment: Date): Day {
  return moment.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** A day some days later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The first day of the month, `months` away from the day's own. */
export function monthStart(day: Day, months = 0): Day {
  return Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString();
}

/** The same day of the month before, or that month's last day where it is shorter. */
export function sameDayLastMonth(day: Day): Day {
  return Temporal.PlainDate.from(day).subtract({ months: 1 }).toString();
}

/** Every day from the first to the last, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const first = Temporal.PlainDate.from(from);
  const count = first.until(to).days + 1;
  return Array.from({ length: Math.max(0, count) }, (_, days) => first.add({ days }).toString());
}

/** Whether a string is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

/** The moment a day begins somewhere. */
export function dayStart(day: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}
