const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60_000;

/**
 * The moments between which two days lie, both included, as a time zone has them.
 * @param from the first day, `2026-11-22`; what is not a day sets no bound.
 */
export function dayRange(
  from: string | undefined,
  to: string | undefined,
  timeZone: string,
): { from?: string; to?: string } {
  const start = startOfDay(from, 0, timeZone);
  const end = startOfDay(to, 1, timeZone);
  return { ...(start && { from: start }), ...(end && { to: end }) };
}

function startOfDay(day: string | undefined, daysLater: number, timeZone: string): string | null {
  const utcMs = DAY.test(day ?? "") ? Date.parse(`${day}T00:00:00Z`) + daysLater * DAY_MS : Number.NaN;
  if (Number.isNaN(utcMs)) return null;
  // The zone's offset at about that moment, then at the moment it leads to: clocks may change in between.
  const guess = utcMs - offsetMs(utcMs, timeZone);
  return new Date(utcMs - offsetMs(guess, timeZone)).toISOString();
}

function offsetMs(atMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const name = format.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -size : size;
}
