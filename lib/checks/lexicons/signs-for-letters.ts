import type { FoldedText } from "#lib/folded-text.ts";

// Each stands for one letter, so that places stay where they are.
const LETTERS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
// Takes whole what it meets, whether it is a disguised word or not: its time grows with the text alone.
const LETTERS_AND_SIGNS = /(?<![\p{L}\p{N}])[a-z0134579@$!]+/gu;
const SIGN = /[013457@$!]/g;

/** A text with words in which signs stand for letters ("gu4ranteed", "mir@cle") spelled out; `null` where there are none. */
export function spelledOut(folded: FoldedText): FoldedText | null {
  let isSpelled = false;
  const text = folded.text.replace(LETTERS_AND_SIGNS, (run, at: number, whole: string) => {
    const end = endOfWord(run, whole[at + run.length]);
    if (!isDisguised(run, end)) return run;
    isSpelled = true;
    return run.slice(0, end).replace(SIGN, (sign) => LETTERS[sign] ?? sign) + run.slice(end);
  });
  return isSpelled ? { ...folded, text } : null;
}

/** Where the word of a run ends: behind its last letter that no number goes on from; 0 where it has none. */
function endOfWord(run: string, after = ""): number {
  for (let end = run.length; end > 0; end--)
    if (isLetter(run[end - 1]) && !/\p{N}/u.test(run[end] ?? after)) return end;
  return 0;
}

// A single letter among signs is a measure ("5m") or a mark, and no word.
function isDisguised(run: string, end: number): boolean {
  let letters = 0;
  for (const letter of run) if (isLetter(letter)) letters++;
  let signs = 0;
  for (let at = 0; at < end; at++) if (!isLetter(run[at])) signs++;
  return letters > 1 && signs > 0;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && letter >= "a" && letter <= "z";
}
