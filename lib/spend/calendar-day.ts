/** A calendar day as YYYY-MM-DD. */
export type Day = string;

const DAY_MS = 24 * 60 * 60_000;

/** A day some days later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

/** The first day of the month, `months` away from the day's own. */
export function monthStart(day: Day, months = 0): Day {
  const first = new Date(day);
  first.setUTCFullYear(first.getUTCFullYear(), first.getUTCMonth() + months, 1);
  return dayOf(first.getTime());
}

/** The same day of the month before, or that month's last day where it is shorter. */
export function sameDayLastMonth(day: Day): Day {
  const lastOfMonth = addDays(monthStart(day), -1);
  const date = Math.min(new Date(day).getUTCDate(), new Date(lastOfMonth).getUTCDate());
  return addDays(monthStart(lastOfMonth), date - 1);
}

/** Every day from the first to the last, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, days) => addDays(from, days));
}

/** Whether a string is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && dayOf(ms) === text;
}

function dayOf(ms: number): Day {
  return new Date(ms).toISOString().split("T", 1)[0] ?? "";
}
