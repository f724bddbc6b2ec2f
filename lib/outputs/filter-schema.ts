import { z } from "zod";
import { verdictSchema } from "#lib/checks/verdict.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { isDay } from "#lib/spend/calendar-day.ts";
import { timeZoneSchema } from "#lib/time-zone-schema.ts";
import { OUTPUT_STATES } from "./output-states.ts";

const day = z.string().refine(isDay, "input_wanted_date");

/** The filter of outputs, as an address and an act name it. */
export const outputFilterShape = {
  state: z.enum(OUTPUT_STATES).optional(),
  batchId: z.uuid().optional(),
  templateId: z.uuid().optional(),
  modelId: z.uuid().optional(),
  language: z.string().max(100).optional(),
  reason: z
    .enum(REJECT_REASONS.map(({ code }) => code))
    .optional()
    .describe("They were rejected for it"),
  check: verdictSchema.shape.kind.optional().describe("Without `verdict`: it warns or blocks"),
  verdict: verdictSchema.shape.verdict
    .optional()
    .describe("The gravest of the check, or of all: `pass` where none warns and none blocks"),
  field: z
    .string()
    .max(200)
    .optional()
    .describe(
      "A field of which the checks warn or that they block; with `check` and `verdict`, of which those say so",
    ),
  q: z
    .string()
    .max(200)
    .optional()
    .describe("Beginnings of words that are all in the output, and texts without spaces as they stand in it"),
  decidedBy: z.uuid().optional().describe("A reviewer with a decision on it that was not taken back"),
  from: day.optional().describe("First day of such a decision"),
  to: day.optional().describe("Last day of it, included"),
  timeZone: timeZoneSchema.optional().describe("Where days begin; UTC by default"),
};

export type OutputFilter = z.output<z.ZodObject<typeof outputFilterShape>>;
