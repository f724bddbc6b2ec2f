import { hasCjk } from "#lib/folded-text.ts";

// A dictionary's words are shorter; what lies further off does not change where they end.
const AROUND = 12;

let segmenter: Intl.Segmenter | undefined;

/**
 * Whether a stretch of a text without spaces begins inside one word and ends inside another, so that nobody reads it
 * as a word: 中风 in 空中风景, 流感 in 气流感应. By the dictionary of the runtime.
 */
export function cutsWords(text: string, from: number, to: number): boolean {
  if (!hasCjk(text[from - 1] ?? "") || !hasCjk(text[to] ?? "")) return false;
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  const start = Math.max(0, from - AROUND);
  let beginsInside = false;
  for (const { index, segment } of segmenter.segment(text.slice(start, to + AROUND))) {
    const wordFrom = start + index;
    const wordTo = wordFrom + segment.length;
    if (wordFrom < from && from < wordTo) {
      if (wordTo >= to) return false;
      beginsInside = true;
    }
    if (wordTo > to) return beginsInside && wordFrom < to;
  }
  return false;
}
