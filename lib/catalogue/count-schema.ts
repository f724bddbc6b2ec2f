import { z } from "zod";

/** How many products a filter finds, as the API tells it. */
export const countSchema = z.object({
  count: z.int(),
  exact: z.boolean().describe("Whether there are no more: more than 100,000 are not counted"),
});
