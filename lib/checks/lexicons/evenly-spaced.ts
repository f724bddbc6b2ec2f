import type { FoldedText } from "#lib/folded-text.ts";

// "Best-in-class" and "best in class" are one term, and so is one that runs over the end of a line.
const BETWEEN_WORDS = String.raw`(?<=\p{L})-(?=\p{L})|\s{2,}|[^\S ]`;
// Capitals have none in German as it is mostly written, and Switzerland none at all.
const SHARP_S = "ß";
const UNEVEN = new RegExp(`${BETWEEN_WORDS}|${SHARP_S}`, "gu");

/** A spelling with one blank wherever words are apart by hyphens, several blanks or the end of a line, and ss for ß. */
export function evenlySpaced(spelling: string): string {
  return spelling.replace(UNEVEN, evenly);
}

/** The same of a text whose places lead back to the original. */
export function evenlySpacedText(folded: FoldedText): FoldedText {
  let text = "";
  const at: number[] = [];
  let from = 0;
  for (const { index, 0: uneven } of folded.text.matchAll(UNEVEN)) {
    text += folded.text.slice(from, index);
    for (let unit = from; unit < index; unit++) at.push(folded.at[unit] ?? 0);
    const even = evenly(uneven);
    text += even;
    for (let unit = 0; unit < even.length; unit++) at.push(folded.at[index] ?? 0);
    from = index + uneven.length;
  }
  if (from === 0) return folded;
  text += folded.text.slice(from);
  for (let unit = from; unit <= folded.text.length; unit++) at.push(folded.at[unit] ?? 0);
  return { ...folded, text, at };
}

function evenly(uneven: string): string {
  return uneven === SHARP_S ? "ss" : " ";
}
