import { z } from "zod";

/** How bad it is when a term stands in an output. */
export const severitySchema = z.enum(["warn", "block"]);

/** More terms than this are no lexicon. */
export const MOST_ENTRIES = 100_000;

export const lexiconEntrySchema = z.object({
  term: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe(
      "As a whole word in scripts with spaces; with `*` at its end it may go on: `best*`. `…` stands for some words of one clause: `the only … you need`",
    ),
  severity: severitySchema,
  category: z.string().trim().max(100).optional().describe("Such as `absolute-term`"),
  clause: z.string().trim().max(200).optional().describe("The rule that forbids it, as it is cited"),
  exceptions: z
    .array(z.string().trim().min(1).max(200))
    .max(500)
    .default([])
    .describe(
      "Phrases around the term in which it is fine. `…` stands for some words of one clause, `~` for the term: `is no cure for … ~`",
    ),
  suggestion: z.string().trim().max(500).optional().describe("What to write in its place"),
  validFrom: z.iso.date().optional().describe("The first day it holds, UTC; always when absent"),
});

/** A term that outputs must not have, or only with care. */
export type LexiconEntry = z.output<typeof lexiconEntrySchema>;

/** A version of a managed table of terms. */
export interface Lexicon {
  id: string;
  name: string;
  version: number;
  /** Language tags it holds for; `zh` holds for every `zh-…`; none: every language. */
  languages: readonly string[];
  entries: readonly LexiconEntry[];
}
