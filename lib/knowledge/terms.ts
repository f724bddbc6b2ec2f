import { pairsOf, piecesOf, wordTerm } from "#lib/text-terms.ts";

const HANGUL = /\p{Script=Hangul}/u;
/** No passage is known by more of its terms, and no question asks for more. */
const MOST_TERMS = 4_000;
const MOST_ASKED = 40;

/**
 * What a passage is found by: its words, and of Chinese, Japanese, Korean and other text where spaces do not part words
 * every character and every pair of neighbours.
 */
export function passageTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const { piece, isRun } of piecesOf(text)) {
    if (terms.size >= MOST_TERMS) break;
    if (!isRun && !HANGUL.test(piece)) {
      terms.add(wordTerm(piece));
      continue;
    }
    const characters = [...piece];
    for (const term of [...characters, ...pairsOf(characters)]) terms.add(term);
  }
  return [...terms];
}

/** What a question looks for; passages with some of these terms answer it. Empty where it has no letter and no figure. */
export function questionTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const { piece, isRun } of piecesOf(text)) {
    if (terms.size >= MOST_ASKED) break;
    const characters = [...piece];
    if (!isRun && !HANGUL.test(piece)) terms.add(wordTerm(piece));
    else for (const term of characters.length === 1 ? characters : pairsOf(characters)) terms.add(term);
  }
  return [...terms].slice(0, MOST_ASKED);
}
