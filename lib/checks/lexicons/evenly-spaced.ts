import type { FoldedText } from "#lib/folded-text.ts";

// "Best-in-class" and "best in class" are one term, and so is one that runs over the end of a line.
const BETWEEN_WORDS = /(?<=\p{L})-(?=\p{L})|\s{2,}|[^\S ]/gu;

/** A spelling with one blank wherever words are apart by hyphens, several blanks or the end of a line. */
export function evenlySpaced(spelling: string): string {
  return spelling.replace(BETWEEN_WORDS, " ");
}

/** The same of a text whose places lead back to the original. */
export function evenlySpacedText(folded: FoldedText): FoldedText {
  const text = evenlySpaced(folded.text);
  if (text.length === folded.text.length) return text === folded.text ? folded : { ...folded, text };
  const at: number[] = [];
  let from = 0;
  for (const { index, 0: gap } of folded.text.matchAll(BETWEEN_WORDS)) {
    for (let unit = from; unit <= index; unit++) at.push(folded.at[unit] ?? 0);
    from = index + gap.length;
  }
  for (let unit = from; unit <= folded.text.length; unit++) at.push(folded.at[unit] ?? 0);
  return { ...folded, text, at };
}
