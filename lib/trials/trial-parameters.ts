import { z } from "zod";

/** How a model is asked; `maxOutputTokens` follows from the output fields when absent. */
export const trialParametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  maxOutputTokens: z.int().min(1).max(200_000).optional(),
});

export type TrialParameters = z.output<typeof trialParametersSchema>;
