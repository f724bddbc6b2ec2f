import { foldText } from "#lib/folded-text.ts";
import { type GlossaryEntry, wantedIn } from "./glossary.ts";
import type { GlossaryMatcher } from "./glossary-matcher.ts";
import type { GlossaryVersion } from "./load-glossaries.ts";

/** A term that a row has, and what it is to be in the language that is written. */
export interface RowTerm {
  glossary: GlossaryVersion;
  term: string;
  wanted: string;
  /** It stays as it is in every language. */
  isKept: boolean;
}

/** More terms than this are no help to whoever writes a text about a row. */
const MOST_TERMS = 100;

/**
 * The terms of glossaries that a row has and that these say something of in a language: longest first, each once. A term
 * inside a longer one is left out where it stands nowhere else.
 */
export function termsInRow(matcher: GlossaryMatcher, texts: Iterable<string>, language: string): RowTerm[] {
  const found = new Map<string, RowTerm>();
  for (const text of texts)
    for (const { glossary, entry } of matcher.find(foldText(text))) {
      const wanted = wantedIn(entry, language);
      const key = keyOf(entry);
      if (wanted === null || found.has(key)) continue;
      found.set(key, { glossary, term: entry.term, wanted, isKept: entry.doNotTranslate ?? false });
    }
  return [...found.values()].sort((a, b) => b.term.length - a.term.length).slice(0, MOST_TERMS);
}

/** Terms as a model is told of them; "" for none. */
export function termsText(terms: readonly RowTerm[]): string {
  if (terms.length === 0) return "";
  const lines = terms.map(({ term, wanted, isKept }) =>
    isKept ? `- ${onOneLine(term)}: keep as it is` : `- ${onOneLine(term)} → ${onOneLine(wanted)}`,
  );
  return ["Use these terms:", ...lines].join("\n");
}

// In another case it is another term only where case matters.
function keyOf({ term, caseSensitive }: GlossaryEntry): string {
  return caseSensitive ? term : foldText(term).text;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
