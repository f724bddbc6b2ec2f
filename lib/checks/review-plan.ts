import { z } from "zod";

/** Which of a batch's outputs a person looks at before they count: every one. */
export const reviewPlanSchema = z.object({ kind: z.literal("every") });

export type ReviewPlan = z.output<typeof reviewPlanSchema>;
