import { useFormatter } from "next-intl";

// Any week will do: this one begins with a Sunday, as cron counts.
const SUNDAY_MS = Date.UTC(2023, 0, 1, 12);
const DAY_MS = 86_400_000;

/** The days of the week in the reader's language, Sunday first. */
export function useWeekdayNames(weekday: "long" | "short"): string[] {
  const format = useFormatter();
  return Array.from({ length: 7 }, (_, day) =>
    format.dateTime(new Date(SUNDAY_MS + day * DAY_MS), { weekday, timeZone: "UTC" }),
  );
}
