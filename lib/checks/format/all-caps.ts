const CAPITAL_WORD = /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{M}'’-]*(?![\p{L}\p{N}])/gu;
const SPACE = /^[\s,&·|/]{1,3}$/u;
// "USB", "HEPA", "LED": short words in capitals are abbreviations, unless several shout together.
const LONGEST_ABBREVIATION = 4;
const FEWEST_LETTERS_TOGETHER = 8;

/**
 * Stretches of a text in capitals, in UTF-16 units: a word that is no abbreviation, or several words together. Words that
 * the row itself writes in capitals (brands, models) are fine.
 */
export function allCapsIn(
  text: string,
  source: Readonly<Record<string, string>>,
): { from: number; to: number }[] {
  const stretches: { from: number; to: number; longest: number; words: number }[] = [];
  for (const { 0: word, index } of text.matchAll(CAPITAL_WORD)) {
    const letters = word.split("-").reduce((most, part) => Math.max(most, [...part].length), 0);
    if (letters < 2 || isOfRow(word, source)) continue;
    const to = index + word.length;
    const last = stretches.at(-1);
    if (last && SPACE.test(text.slice(last.to, index))) {
      last.to = to;
      last.longest = Math.max(last.longest, letters);
      last.words++;
    } else stretches.push({ from: index, to, longest: letters, words: 1 });
  }
  return stretches.filter(
    ({ from, to, longest, words }) =>
      longest > LONGEST_ABBREVIATION ||
      (words > 1 && longest === LONGEST_ABBREVIATION && to - from >= FEWEST_LETTERS_TOGETHER),
  );
}

function isOfRow(word: string, source: Readonly<Record<string, string>>): boolean {
  return Object.values(source).some((value) => value.includes(word));
}
