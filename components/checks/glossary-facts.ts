import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";
import type { EntryFacts } from "./entry-facts.ts";

/** The facts of a glossary's entry, as a table of changes shows them; languages are called by their tags. */
export function glossaryFacts({ translations, doNotTranslate, caseSensitive }: GlossaryEntry): EntryFacts {
  return {
    ...translations,
    doNotTranslate: doNotTranslate ? "yes" : "",
    caseSensitive: caseSensitive ? "yes" : "",
  };
}
