import { z } from "zod";
import { MAX_SECTION_CHARS } from "../section.ts";

/** A name stands between quotes in a tag: `{% render "brand voice" %}`. */
export const snippetNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} _.-]*$/u, "input_snippet_name");

export const snippetTextSchema = z.string().max(MAX_SECTION_CHARS);

/** A snippet as a template uses it: one of its versions, with the text of that. */
const usedSnippetSchema = z.object({
  id: z.string().default("").describe("Told, not asked for"),
  name: z.string().max(64),
  version: z.int().min(1),
  text: snippetTextSchema.default("").describe("Told, not asked for"),
});

export type UsedSnippet = z.output<typeof usedSnippetSchema>;

export const usedSnippetsSchema = z.array(usedSnippetSchema).max(200);
