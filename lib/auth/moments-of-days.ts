const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The moments between which two days lie, both included, as a time zone has them.
 * @param from the first day, `2026-11-22`; what is not a day sets no bound.
 */
export function momentsOfDays(
  from: string | undefined,
  to: string | undefined,
  timeZone: string,
): { from?: string; to?: string } {
  const start = startOfDay(from, 0, timeZone);
  const end = startOfDay(to, 1, timeZone);
  return { ...(start && { from: start }), ...(end && { to: end }) };
}

function startOfDay(day: string | undefined, daysLater: number, timeZone: string): string | null {
  if (!day || !DAY.test(day)) return null;
  try {
    const start = Temporal.PlainDate.from(day).add({ days: daysLater }).toZonedDateTime(timeZone);
    return new Date(start.epochMilliseconds).toISOString();
  } catch {
    return null;
  }
}
