import { z } from "zod";
import { USUAL_PATTERN } from "./pictures-config.ts";

/** What is set of a channel that packs pictures. */
export const picturesSettings = z.object({
  pattern: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .default(USUAL_PATTERN)
    .describe(
      "Names a file, without its ending: {key}, {field}, {language}, or a column of the source in braces",
    ),
  requireLabel: z
    .boolean()
    .default(true)
    .describe("Only pictures that say that they were made by AI, to the eye and in their file"),
});

/** What the channel is told to pack. */
export type PicturesConfig = z.output<typeof picturesSettings> & { kind: "pictures" };
