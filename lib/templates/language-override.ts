import { z } from "zod";
import { languageSchema } from "./language-tag.ts";
import { MAX_SECTION_CHARS } from "./section.ts";

const languageOverrideSchema = z.object({
  tone: z
    .string()
    .max(2_000)
    .optional()
    .describe("How it is written in this language; Liquid, as in a section"),
  requirements: z
    .string()
    .max(MAX_SECTION_CHARS)
    .optional()
    .describe("What holds in this language beside the Requirements; Liquid, as in a section"),
  maxLength: z
    .record(z.string().max(64), z.int().min(1).max(100_000))
    .optional()
    .describe("Characters by output field, in place of the field's own limit"),
  modelId: z
    .uuid()
    .optional()
    .describe(
      "The model asked in this language in place of the run's, by every step that names none of its own",
    ),
  stepModelIds: z
    .record(z.string().max(64), z.uuid())
    .optional()
    .describe(
      "Of a chain: the models that steps ask in this language, by the step's name, in place of their own",
    ),
});

/** What a template does otherwise in one language. */
export type LanguageOverride = z.output<typeof languageOverrideSchema>;

/** By language tag: `zh` holds for every `zh-…` that has none of its own. */
export const languageOverridesSchema = z.record(languageSchema, languageOverrideSchema);
