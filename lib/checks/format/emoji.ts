// Marks of law and arrows in text are pictographs to Unicode; only with a variation selector do they look like emoji.
const ONE = String.raw`(?![©®™‼⁉ℹ↔-↪](?!\uFE0F))\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`;
const EMOJI = new RegExp(
  String.raw`\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|${ONE}(?:\u200D${ONE})*`,
  "gu",
);

/** Emoji and pictographs in a text, each with all it is joined of, in UTF-16 units. */
export function emojiIn(text: string): { from: number; to: number }[] {
  return [...text.matchAll(EMOJI)].map(({ 0: { length }, index }) => ({ from: index, to: index + length }));
}
