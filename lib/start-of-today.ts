/** The moment at which the day began that it is now in a time zone, as RFC 3339. */
export function startOfToday(timeZone: string): string {
  const start = Temporal.Now.zonedDateTimeISO(timeZone).startOfDay();
  return new Date(start.epochMilliseconds).toISOString();
}
