import { z } from "zod";

/** Which outputs are to be checked anew; of several conditions all hold. */
export const rescanScopeSchema = z
  .object({
    batchIds: z.array(z.uuid()).min(1).max(1_000).optional(),
    templateId: z.uuid().optional(),
    lexiconId: z.uuid().optional().describe("Outputs of templates that go by this lexicon"),
    published: z.boolean().optional().describe("Only what a publication holds"),
  })
  .refine(
    ({ batchIds, templateId, lexiconId, published }) =>
      Boolean(batchIds ?? templateId ?? lexiconId) || published === true,
    "input_rescan_of_nothing",
  );

export type RescanScope = z.output<typeof rescanScopeSchema>;
