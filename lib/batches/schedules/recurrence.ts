import { Cron } from "croner";
import { readTimeZone } from "#lib/time-zone.ts";

/** When something happens again and again: five cron fields, read by the clock of a time zone. */
export interface Recurrence {
  cron: string;
  timeZone: string;
}

/** A recurrence as it is kept: its zone by its IANA name. One whose zone is none is left as it is, to be refused. */
export function tidyRecurrence({ cron, timeZone }: Recurrence): Recurrence {
  return { cron: cron.trim(), timeZone: readTimeZone(timeZone) ?? timeZone };
}

/** Runs of one schedule are at least this far apart: each of them may spend a whole cap. */
export const LEAST_MINUTES_APART = 5;

const LOOKED_AT = 50;
const MINUTE_MS = 60_000;

/** What is wrong with a recurrence; `null` when nothing is. */
export function recurrenceFault(
  recurrence: Recurrence,
  now: Date,
): "cron_invalid" | "cron_never" | "cron_too_often" | "time_zone_unknown" | null {
  if (!readTimeZone(recurrence.timeZone)) return "time_zone_unknown";
  const runs = tryRuns(recurrence, LOOKED_AT, now);
  if (!runs) return "cron_invalid";
  if (runs.length === 0) return "cron_never";
  const isTooOften = runs.some(
    (run, at) => at > 0 && run.getTime() - (runs[at - 1]?.getTime() ?? 0) < LEAST_MINUTES_APART * MINUTE_MS,
  );
  return isTooOften ? "cron_too_often" : null;
}

/**
 * The next moments after one, at most `count`; none for an expression that never comes or is none. A clock time that
 * a day leaves out is taken at the next there is; one that a day has twice is taken once, the first time.
 */
export function nextRuns(recurrence: Recurrence, count: number, after: Date): Date[] {
  return tryRuns(recurrence, count, after) ?? [];
}

function tryRuns(recurrence: Recurrence, count: number, after: Date): Date[] | null {
  const { cron, timeZone } = tidyRecurrence(recurrence);
  try {
    return new Cron(cron, { mode: "5-part", paused: true, timezone: timeZone }).nextRuns(count, after);
  } catch {
    return null;
  }
}
