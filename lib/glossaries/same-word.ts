import { isWordEdge, wordEnd } from "#lib/folded-text.ts";

// Endings that number, case and gender put to words of European languages; what is left must still be the word.
const ENDINGS = ["ern", "en", "em", "er", "es", "'s", "e", "n", "s"];
const FEWEST_LETTERS = 4;

/** A folded word without the ending that its number, case or gender gives it. */
export function stemOf(word: string): string {
  if (/\d/u.test(word)) return word;
  if (word.endsWith("ies") && word.length > FEWEST_LETTERS) return `${word.slice(0, -3)}y`;
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= FEWEST_LETTERS);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

/** The words of a folded term, which blanks and hyphens part. */
export function wordsOf(term: string): string[] {
  return term.split(/[\s-]+/u).filter((word) => word !== "");
}

/**
 * Where a term ends that begins at a place of a folded text, each of its words in whichever ending; `null` where another
 * word stands there.
 */
export function endOfTerm(text: string, from: number, stems: readonly string[]): number | null {
  if (!isWordEdge(text, from)) return null;
  let at = from;
  let end = from;
  for (const stem of stems) {
    end = wordEnd(text, at + 1);
    if (stemOf(text.slice(at, end)) !== stem) return null;
    at = end + (/^[\s-]+/u.exec(text.slice(end, end + 8))?.[0].length ?? 0);
  }
  return end;
}
