import { useFormatter } from "next-intl";

// Any week will do: this one begins with a Sunday, as cron counts.
const SUNDAY_MS = Date.UTC(2023, 0, 1, 12);
const DAY_MS = 86_400_000;

/** The days of the week in short, in the reader's language, Sunday first. */
export function useWeekdayNames(): string[] {
  const format = useFormatter();
  return Array.from({ length: 7 }, (_, day) =>
    format.dateTime(new Date(SUNDAY_MS + day * DAY_MS), { weekday: "short", timeZone: "UTC" }),
  );
}
