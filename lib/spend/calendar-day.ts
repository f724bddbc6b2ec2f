/** A calendar day as YYYY-MM-DD. */
export type Day = string;

const DAY_MS = 86_400_000;

/** The day it is somewhere at a moment. */
export function dayIn(timeZone: string, moment: Date): Day {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(moment);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** A day some days later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return new Date(noon(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of the month, `months` away from the day's own. */
export function monthStart(day: Day, months = 0): Day {
  const [year = 1970, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The same day of the month before, or that month's last day where it is shorter. */
export function sameDayLastMonth(day: Day): Day {
  const shifted = addDays(monthStart(day, -1), Number(day.slice(8)) - 1);
  return shifted < monthStart(day) ? shifted : addDays(monthStart(day), -1);
}

/** Every day from the first to the last, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const count = Math.round((noon(to) - noon(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

/** Whether a string is a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(noon(text)) && addDays(text, 0) === text;
}

function noon(day: Day): number {
  return Date.parse(`${day}T12:00:00Z`);
}
