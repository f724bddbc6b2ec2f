import { z } from "zod";
import { readTimeZone } from "./time-zone.ts";

/** A time zone from outside, in any spelling; its IANA name inside. */
export const timeZoneSchema = z
  .string()
  .max(100)
  .refine((text) => readTimeZone(text) !== null, {
    error: "A time zone such as Asia/Shanghai or UTC+8",
  })
  .transform((text) => readTimeZone(text) ?? "UTC");
