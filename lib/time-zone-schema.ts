import { z } from "zod";
import { readTimeZone } from "./time-zone.ts";

/** A time zone from outside, in any spelling; its IANA name inside. */
export const timeZoneSchema = z
  .string()
  .max(100)
  .refine((text) => readTimeZone(text) !== null, "input_wanted_time_zone")
  .transform((text) => readTimeZone(text) ?? "UTC");
