import { z } from "zod";

/** How a batch asks its model. `maxOutputTokens` also bounds what each call may cost. */
export const parametersSchema = z.object({
  maxOutputTokens: z.int().min(1).max(200_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.int().min(1).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  seed: z.int().optional(),
  stopSequences: z.array(z.string().min(1).max(100)).max(4).optional(),
});

/** The same as somebody asks for them: everything else of a call is set by the product itself, and is refused by name. */
export const askedParametersSchema = z.strictObject(parametersSchema.shape, {
  error: (issue) => (issue.code === "unrecognized_keys" ? "input_unknown_parameters" : undefined),
});

export type BatchParameters = z.output<typeof parametersSchema>;
