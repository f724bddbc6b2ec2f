import { z } from "zod";

/** What a duration takes for granted, in the API. */
export const paceSchema = z.object({
  by: z.enum(["rpm", "tpm", "concurrency", "window"]).describe("The limit that the run goes by"),
  limit: z.number().describe("Requests or tokens a minute, calls at once, or hours"),
  isAssumed: z.boolean().describe("The model has no such limit set"),
});
