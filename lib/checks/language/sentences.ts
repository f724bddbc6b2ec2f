/** A sentence of a text, or a line without an end. */
export interface Sentence {
  words: string;
  /** In UTF-16 units. */
  from: number;
  to: number;
}

// "v2.0" goes on behind its dot; "calm.天青色" does not.
const SENTENCE =
  /[^.!?。！？\n]+(?:[.!?](?=[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[^.!?。！？\n]*)*[.!?。！？]*/gu;

/** The sentences of a text that have letters, in order, without the blanks around them. */
export function sentencesOf(text: string): Sentence[] {
  return [...text.matchAll(SENTENCE)].flatMap(({ index, 0: whole }) => {
    const words = whole.trim();
    if (!/\p{L}/u.test(words)) return [];
    const from = index + whole.indexOf(words);
    return [{ words, from, to: from + words.length }];
  });
}
