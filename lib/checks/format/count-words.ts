const segmenters = new Map<string, Intl.Segmenter>();

/** How many words a text has, as its language divides it; for Chinese and Japanese by dictionary. */
export function countWords(text: string, language: string): number {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, segmenter);
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count++;
  return count;
}
