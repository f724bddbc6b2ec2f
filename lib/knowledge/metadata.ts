import { z } from "zod";
import { plainName } from "#lib/plain-name.ts";

const MOST_FIELDS = 50;
const LONGEST_VALUE = 1_000;
const MOST_CONDITIONS = 50;

const field = plainName(100);
const value = z.string().max(LONGEST_VALUE);
const written = z.union([value, z.number(), z.boolean()]).transform(String);

/** What a document says about itself, to filter by. */
export const metadataSchema = z
  .record(field, z.union([value, z.number(), z.boolean(), z.array(value).max(MOST_FIELDS)]))
  .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, "input_too_many");

const condition = z.discriminatedUnion("is", [
  z.object({ field, is: z.literal("equals"), value: written }),
  z.object({ field, is: z.literal("not-equals"), value: written }),
  z.object({ field, is: z.literal("contains"), value }),
  z.object({ field, is: z.literal("in"), value: z.array(written).min(1).max(200) }),
  z.object({ field, is: z.literal("present") }),
  z.object({ field, is: z.literal("missing") }),
]);

/** Which documents a search is among, by what they say about themselves. */
export const metadataFilterSchema = z.union([
  z.strictObject({ all: z.array(condition).min(1).max(MOST_CONDITIONS) }),
  z.strictObject({ any: z.array(condition).min(1).max(MOST_CONDITIONS) }),
]);
