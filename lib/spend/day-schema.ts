import { z } from "zod";
import { type Day, isDay } from "./calendar-day.ts";
import { dayIn } from "./day-in.ts";

/** A day from outside, or a moment that stands for the whole day it falls on. */
export const dayOrTimeSchema = z
  .string()
  .refine(
    (text) => isDay(text) || z.iso.datetime({ offset: true }).safeParse(text).success,
    "input_wanted_day_or_time",
  );

/** The day that such a text names where the reader is. */
export function dayOf(text: string | undefined, timeZone: string): Day | undefined {
  return text === undefined || isDay(text) ? text : dayIn(timeZone, new Date(text));
}
