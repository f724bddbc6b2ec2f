import { z } from "zod";
import { AQLS, INSPECTION_LEVELS } from "./sampling-plan.ts";

/** With none among so many, less than 1 % have a critical defect, at 95 % confidence. */
export const MOST_CRITICAL_SAMPLE = 300;

const share = z.number().min(0).max(1);

/** What every plan may ask for besides. */
const besides = {
  doubleShare: share
    .optional()
    .describe("Part of the outputs on which two people decide without knowing of each other"),
  probeShare: share
    .max(0.2)
    .optional()
    .describe("Part of what a reviewer is handed that is a decided output again, to see what they find"),
  blind: z
    .boolean()
    .optional()
    .describe("Half of the outputs, drawn by the server, are shown without what the checks found"),
  assignBy: z
    .string()
    .max(200)
    .optional()
    .describe(
      "Column of the data by whose value reviewers are assigned outputs; its category where it has one",
    ),
};

/**
 * Which of a batch's outputs a person looks at before they count. `every`; `risk`: all that a check blocks or warns of,
 * and a drawn share of the rest; `lots`: all that a check blocks or warns of, and a drawn sample of each lot of the rest.
 */
export const reviewPlanSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("every"), ...besides }),
  z.object({ kind: z.literal("risk"), share, ...besides }),
  z.object({
    kind: z.literal("lots"),
    aql: z
      .union([z.string(), z.number()])
      .transform(String)
      .transform((aql) => AQLS.find((known) => Number(known) === Number(aql)) ?? aql)
      .pipe(z.enum(AQLS))
      .describe("Acceptable quality limit in percent"),
    level: z.enum(INSPECTION_LEVELS).default("II"),
    criticalSample: z
      .int()
      .min(1)
      .max(MOST_CRITICAL_SAMPLE)
      .optional()
      .describe(
        "So many outputs of each lot are read, its sample among them: with one critical defect all of it is",
      ),
    ...besides,
  }),
]);

export type ReviewPlan = z.output<typeof reviewPlanSchema>;
