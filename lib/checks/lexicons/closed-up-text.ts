import type { FoldedText } from "#lib/folded-text.ts";

// What people put between the letters of a word to hide it; marks of a sentence stay what they are.
const GAP = String.raw`[\s.·・•*_~^|\-'’+=#]{1,3}`;
// Between Han characters any sign that is no mark of a sentence: stars, hearts, strokes.
const HAN_GAP = new RegExp(
  String.raw`(?<=\p{Script=Han})(?:${GAP}|[\p{So}\p{Sk}\uFE0F/\\丨]{1,3})(?=\p{Script=Han})`,
  "gu",
);
const LETTERS_APART = new RegExp(`(?<![\\p{L}\\p{N}])\\p{L}(?:${GAP}\\p{L}){2,}(?![\\p{L}\\p{N}])`, "gu");
const IN_LETTERS = new RegExp(GAP, "gu");

/** A text with letters that were set apart ("最 好", "b.e.s.t") closed up; `null` where there are none. */
export function closedUp({ original, text, at, pairs }: FoldedText): FoldedText | null {
  const gaps = [...text.matchAll(HAN_GAP)].map((gap) => [gap.index, gap.index + gap[0].length] as const);
  for (const word of text.matchAll(LETTERS_APART))
    for (const gap of word[0].matchAll(IN_LETTERS)) {
      const from = word.index + gap.index;
      gaps.push([from, from + gap[0].length]);
    }
  if (gaps.length === 0) return null;
  gaps.sort(([a], [b]) => a - b);
  let closed = "";
  const places: number[] = [];
  let from = 0;
  for (const [gapFrom, gapTo] of [...gaps, [text.length, text.length] as const]) {
    closed += text.slice(from, gapFrom);
    for (let unit = from; unit < gapFrom; unit++) places.push(at[unit] ?? 0);
    from = Math.max(from, gapTo);
  }
  places.push(at.at(-1) ?? original.length);
  return { original, text: closed, at: places, pairs };
}
