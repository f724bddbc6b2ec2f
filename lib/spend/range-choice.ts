import { addDays, type Day, isDay, monthStart } from "./calendar-day.ts";

export const RANGE_CHOICES = ["thisMonth", "lastMonth", "7d", "30d", "90d", "custom"] as const;

/** Which days a report is about, as people choose them. */
export type RangeChoice = (typeof RANGE_CHOICES)[number];

/**
 * The days of a choice, both included. A custom one needs two days in order, else it is this month.
 * @param today the day it is where the reader is.
 */
export function daysOfChoice(
  choice: RangeChoice,
  today: Day,
  custom: { from: string; to: string },
): { from: Day; to: Day } {
  const thisMonth = { from: monthStart(today), to: today };
  switch (choice) {
    case "thisMonth":
      return thisMonth;
    case "lastMonth":
      return { from: monthStart(today, -1), to: addDays(monthStart(today), -1) };
    case "7d":
      return { from: addDays(today, -6), to: today };
    case "30d":
      return { from: addDays(today, -29), to: today };
    case "90d":
      return { from: addDays(today, -89), to: today };
    case "custom": {
      const { from, to } = custom;
      return isDay(from) && isDay(to) && from <= to ? { from, to } : thisMonth;
    }
  }
}

/** Whether a word from an address names a choice. */
export function isRangeChoice(word: unknown): word is RangeChoice {
  return RANGE_CHOICES.some((choice) => choice === word);
}
