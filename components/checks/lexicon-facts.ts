import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";
import type { EntryFacts } from "./entry-facts.ts";

/** The facts of a lexicon's entry, as a table of changes shows them. */
export function lexiconFacts(entry: LexiconEntry): EntryFacts {
  const { severity, category = "", clause = "", exceptions, suggestion = "", validFrom = "" } = entry;
  return { severity, category, clause, exceptions: exceptions.join(", "), suggestion, validFrom };
}
