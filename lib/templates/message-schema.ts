import { z } from "zod";

/** A message of a prompt as the API shows it. */
export const messageSchema = z.object({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string(),
  pictures: z
    .array(z.string())
    .optional()
    .describe(
      "What goes out with it, by address or id of an asset, in the order in which its text names them",
    ),
  calls: z
    .array(z.object({ id: z.string(), name: z.string(), arguments: z.string(), result: z.string() }))
    .optional()
    .describe("Of the assistant's: tools that it called, each with what it was told"),
});
