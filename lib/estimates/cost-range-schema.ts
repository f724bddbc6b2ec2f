import { z } from "zod";
import { moneySchema } from "#lib/money-schema.ts";

/** A low and a high bound around what is expected, in the API. */
export const costRangeSchema = z.object({ low: moneySchema, expected: moneySchema, high: moneySchema });

const part = z.object({ name: z.string().nullable(), total: costRangeSchema });

/** What parts of a run cost by themselves, in the API. */
export const costPartsSchema = z.object({
  languages: z.array(part).describe("None where there is but one"),
  steps: z
    .array(part)
    .describe(
      "Those that cost anything, by name: “” for the one of a template without steps, null for models that are asked about outputs; none where there is but one",
    ),
});
