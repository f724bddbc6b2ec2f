import { asSpelt, type FoldedText, foldText, hasCjk, isWordEdge, wordEnd } from "#lib/folded-text.ts";

// Endings of words change with number, case and gender; what is left must still be the word.
const LONGEST_ENDING = 3;
const FEWEST_LETTERS = 4;
const SHORT_ENDING = /^(?:e?s|e?n|e|'s)?$/;

/**
 * Whether a text has a translation: as it is, or with other endings of its words ("battery" in "batteries").
 * @param isExact in its own case, and with no other ending.
 */
export function hasTranslation(text: FoldedText, wanted: string, isExact: boolean): boolean {
  if (isExact) return standsExactly(asSpelt(text.original), asSpelt(wanted));
  const folded = foldText(wanted).text;
  if (hasCjk(wanted))
    return text.text.includes(folded) || withoutSpaces(text.text).includes(withoutSpaces(folded));
  const words = folded.split(/[\s-]+/).filter((word) => word !== "");
  const [first] = words;
  if (first === undefined) return true;
  const stem = stemOf(first);
  for (let at = text.text.indexOf(stem); at >= 0; at = text.text.indexOf(stem, at + 1))
    if (isWordEdge(text.text, at) && followsWith(text.text, at, words)) return true;
  return false;
}

// In its own case; languages put endings to names, too. Within another word ("Go" in "Google") it is another one.
function standsExactly(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (begins(text, at) && endsWord(text.slice(end, wordEnd(text, end)), wanted)) return true;
  }
  return false;
}

// Scripts without capitals lean on foreign names without a blank: the Hebrew article, Thai, Arabic.
const LEANING = /\p{Lo}/u;

function begins(text: string, at: number): boolean {
  return isWordEdge(text, at) || LEANING.test(text.charAt(at - 1));
}

function endsWord(rest: string, word: string): boolean {
  if (LEANING.test(rest.charAt(0))) return true;
  return word.length <= FEWEST_LETTERS ? SHORT_ENDING.test(rest) : rest.length <= LONGEST_ENDING;
}

function followsWith(text: string, from: number, words: readonly string[]): boolean {
  let at = from;
  for (const word of words) {
    const end = wordEnd(text, at + 1);
    const written = text.slice(at, end);
    if (!isWordOf(written, word)) return false;
    at = end + (/^[\s-]+/.exec(text.slice(end, end + 8))?.[0].length ?? 0);
  }
  return true;
}

// A short word has few letters to be known by: only the commonest endings leave it the same word.
function isWordOf(written: string, word: string): boolean {
  const stem = stemOf(word);
  if (!written.startsWith(stem)) return false;
  if (stem === word && word.length <= FEWEST_LETTERS) return SHORT_ENDING.test(written.slice(word.length));
  return written.length <= word.length + LONGEST_ENDING;
}

function stemOf(word: string): string {
  if (/\d/.test(word) || word.length <= FEWEST_LETTERS) return word;
  return word.slice(0, Math.max(FEWEST_LETTERS, word.length - 2));
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/\s/g, "");
}
