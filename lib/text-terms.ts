// Scripts that put no space between words: of a run of them every pair of neighbours is a term.
const RUN = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々ー]+`;
const PIECES = new RegExp(`(?<run>${RUN})|(?:(?!${RUN})[\\p{L}\\p{N}\\p{M}])+`, "gu");

/** No word is known by more of its letters. */
const LONGEST_WORD = 40;

/** A word of a text, or a run of a script that puts no space between words; whatever its case and width. */
export interface TextPiece {
  piece: string;
  isRun: boolean;
}

/** The words and runs of a text, in their order. */
export function* piecesOf(text: string): Generator<TextPiece> {
  for (const { 0: piece, groups } of text.normalize("NFKC").toLowerCase().matchAll(PIECES))
    yield { piece, isRun: groups?.run !== undefined };
}

/** What a word is known by: without its accents. */
export function wordTerm(word: string): string {
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "") || word;
  return [...plain].slice(0, LONGEST_WORD).join("");
}

/** Every pair of neighbours. */
export function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(0, -1).map((character, at) => `${character}${characters[at + 1]}`);
}
