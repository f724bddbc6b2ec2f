import type { FoldedText } from "#lib/folded-text.ts";

// Of Cyrillic and Greek, small: what a reader takes for the Latin letter below.
const FOREIGN = "аеорсухіјѕһԁԛԝоαενορτυχικ";
const LATIN = "aeopcyxijshdqwoaevoptuxik";
const LATIN_OF = new Map([...FOREIGN].map((letter, place) => [letter, [...LATIN][place] ?? letter]));
const MIXED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+/gu;
const HAS_LATIN = /\p{Script=Latin}/u;
const FOREIGN_LETTER = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;

/** A text with Latin words spelled with letters of other alphabets ("bеst" with a Cyrillic е) as they are read; `null` where there are none. */
export function asRead(folded: FoldedText): FoldedText | null {
  let isRead = false;
  const text = folded.text.replace(MIXED, (word) => {
    if (!HAS_LATIN.test(word)) return word;
    const read = word.replace(FOREIGN_LETTER, (letter) => LATIN_OF.get(letter) ?? letter);
    isRead ||= read !== word;
    return read;
  });
  return isRead ? { ...folded, text } : null;
}
