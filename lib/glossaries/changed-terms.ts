import { entryChanges } from "#lib/entry-changes.ts";
import type { GlossaryEntry } from "./glossary.ts";
import { wantedIn } from "./glossary.ts";

/**
 * The terms of which glossaries say something else in a language than they did, as they were and as they are: only a row
 * that has one of them is told otherwise.
 */
export function changedTerms(
  before: readonly GlossaryEntry[],
  after: readonly GlossaryEntry[],
  language: string,
): GlossaryEntry[] {
  return entryChanges(saidIn(before, language), saidIn(after, language)).flatMap(
    ({ before: was, after: is }) => [was, is].filter((entry) => entry !== null),
  );
}

function saidIn(entries: readonly GlossaryEntry[], language: string): GlossaryEntry[] {
  const said = new Map<string, GlossaryEntry>();
  for (const { term, doNotTranslate, caseSensitive, translations } of entries) {
    const wanted = wantedIn({ term, doNotTranslate, caseSensitive, translations }, language);
    // The first glossary to say something of a term is heard.
    if (wanted === null || said.has(term)) continue;
    said.set(term, {
      term,
      translations: doNotTranslate ? {} : { [language]: wanted },
      ...(doNotTranslate && { doNotTranslate }),
      ...(caseSensitive && { caseSensitive }),
    });
  }
  return [...said.values()];
}
