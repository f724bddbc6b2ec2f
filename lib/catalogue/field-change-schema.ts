import { z } from "zod";

/** What becomes of a field of a product, as the API tells it. */
export const fieldChangeSchema = z.object({
  field: z.string().describe("As filters name it"),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
