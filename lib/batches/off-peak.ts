import { z } from "zod";
import { timeZoneSchema } from "#lib/time-zone-schema.ts";

const MOST_WINDOWS = 6;
const WEEK_DAYS = 7;

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "input_wanted_clock");

/** Daily hours in a time zone outside of which no call starts; a window that ends before it starts passes midnight. */
export const offPeakSchema = z.object({
  timeZone: timeZoneSchema,
  windows: z
    .array(
      z
        .object({ from: clockSchema, to: clockSchema })
        .refine(({ from, to }) => from !== to, { path: ["to"], error: "input_window_empty" }),
    )
    .min(1)
    .max(MOST_WINDOWS),
});

export type OffPeak = z.output<typeof offPeakSchema>;

/** Whether calls may start at a moment, and until when that stays so; `null` where it stays for a week. */
export interface Opening {
  open: boolean;
  until: Date | null;
}

/**
 * Whether a moment lies in one of the windows; without windows every moment does. A window lasts from the first
 * moment its clock shows `from` to the first it shows `to`; clock times that a day leaves out count as the next there is.
 */
export function openingAt(offPeak: OffPeak | null, moment: Date): Opening {
  if (!offPeak) return { open: true, until: null };
  const spans = spansAround(offPeak, moment);
  const at = moment.getTime();
  const within = spans.find(({ from, to }) => from <= at && at < to);
  if (within) return { open: true, until: within === spans.at(-1) ? null : new Date(within.to) };
  const next = spans.find(({ from }) => from > at);
  return { open: false, until: next ? new Date(next.from) : null };
}

interface Span {
  from: number;
  to: number;
}

/** The windows from the day before to a week on, in order, joined where they touch. */
function spansAround({ timeZone, windows }: OffPeak, moment: Date): Span[] {
  const today = Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const spans: Span[] = [];
  for (let days = -1; days <= WEEK_DAYS + 1; days++) {
    const day = today.add({ days });
    for (const { from, to } of windows) {
      const lastDay = to < from ? day.add({ days: 1 }) : day;
      spans.push({ from: msAt(day, from, timeZone), to: msAt(lastDay, to, timeZone) });
    }
  }
  spans.sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const span of spans.filter(({ from, to }) => from < to)) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

function msAt(day: Temporal.PlainDate, clock: string, timeZone: string): number {
  return day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}
