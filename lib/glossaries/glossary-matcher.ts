import AhoCorasick from "modern-ahocorasick";
import { asSpelt, type FoldedText, foldText, hasCjk, isWordEdge } from "#lib/folded-text.ts";
import type { Glossary, GlossaryEntry } from "./glossary.ts";
import { endOfTerm, stemOf, wordsOf } from "./same-word.ts";

/** A term of a glossary that stands in a text. */
export interface GlossaryHit {
  glossary: Pick<Glossary, "id" | "name" | "version">;
  entry: GlossaryEntry;
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
}

/** A term as it is looked for: as it is spelt, or by the stems of its words. */
type Term = Pick<GlossaryHit, "glossary" | "entry"> & { stems: readonly string[] | null };

/** A text that is nothing but terms has been told enough by then. */
const MOST_FOUND = 1_000;

/** Finds the terms of glossaries; made once for many texts. */
export class GlossaryMatcher {
  /** How many terms it looks for. */
  readonly size: number;
  private readonly matcher: AhoCorasick<Term[]>;

  constructor(glossaries: readonly Glossary[]) {
    const terms = new Map<string, Term[]>();
    for (const { id, name, version, entries } of glossaries)
      for (const entry of entries) {
        const spelling = foldText(entry.term).text;
        if (spelling.trim() === "") continue;
        const stems = stemsOf(entry, spelling);
        const pattern = stems ? beginningOf(stems[0] ?? "") : spelling;
        const known = terms.get(pattern) ?? [];
        known.push({ glossary: { id, name, version }, entry, stems });
        terms.set(pattern, known);
      }
    this.size = terms.size;
    this.matcher = new AhoCorasick([...terms].map(([pattern, data]) => ({ pattern, data })));
  }

  /** Every term that stands in a text as whole words, but for those inside a longer term. */
  find(text: FoldedText): GlossaryHit[] {
    const found: GlossaryHit[] = [];
    for (const { start, end, data } of this.matcher.iterate(text.text)) {
      for (const { stems, ...term } of data ?? []) {
        const to = stems ? endOfTerm(text.text, start, stems) : end;
        const place = to === null ? null : placeOf(text, start, to, term.entry, stems !== null);
        if (place) found.push({ ...term, ...place });
      }
      if (found.length >= MOST_FOUND) break;
    }
    return found.filter(
      ({ from, to }) =>
        !found.some((other) => other.from <= from && to <= other.to && other.to - other.from > to - from),
    );
  }
}

// "Batteries" has the stem of "battery", and begins as it does but for its last letter.
function beginningOf(stem: string): string {
  return stem.endsWith("y") ? stem.slice(0, -1) : stem;
}

// What stays as it is, or is known by its case, has no other endings; nor has what is written without spaces.
function stemsOf({ term, doNotTranslate, caseSensitive }: GlossaryEntry, spelling: string): string[] | null {
  if (doNotTranslate || caseSensitive || hasCjk(term)) return null;
  const stems = wordsOf(spelling).map(stemOf);
  return stems.length > 0 && /^[\p{L}\p{N}]/u.test(spelling) ? stems : null;
}

function placeOf(
  { at, original }: FoldedText,
  start: number,
  end: number,
  { term, caseSensitive }: GlossaryEntry,
  isWords: boolean,
): Pick<GlossaryHit, "from" | "to"> | null {
  const place = { from: at[start] ?? 0, to: at[end] ?? original.length };
  if (isWords) return place;
  const written = original.slice(place.from, place.to);
  if (caseSensitive && asSpelt(written) !== asSpelt(term)) return null;
  const isWhole = hasCjk(term) || (isWordEdge(original, place.from) && isWordEdge(original, place.to));
  return isWhole ? place : null;
}
