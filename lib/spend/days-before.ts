import { addDays, type Day, daysBetween, monthStart, sameDayLastMonth } from "./calendar-day.ts";

/**
 * The days to compare days with: for those of a month from its first on, the same days of the month before, and the
 * whole of it for a whole one; for any others as many days right before them.
 */
export function daysBefore({ from, to }: { from: Day; to: Day }): { from: Day; to: Day } {
  const start = monthStart(from);
  const nextStart = monthStart(from, 1);
  if (from !== start || to >= nextStart) {
    return { from: addDays(from, -daysBetween(from, to).length), to: addDays(from, -1) };
  }
  const isWhole = addDays(to, 1) === nextStart;
  return { from: monthStart(from, -1), to: isWhole ? addDays(start, -1) : sameDayLastMonth(to) };
}
