// A sign alone is a sign: multiplication, a footnote, a dash. Each of these is only ever written for a renderer.
const MARKS = [
  "^ {0,3}#{1,6} .+$",
  String.raw`\*\*(?=\S)[^*\n]+(?<=\S)\*\*`,
  String.raw`(?<![\p{L}\p{N}_])__(?=\S)[^_\n]+(?<=\S)__(?![\p{L}\p{N}_])`,
  String.raw`(?<![\p{L}\p{N}*])\*(?=[^\s*])[^*\n]+(?<=[^\s*])\*(?![\p{L}\p{N}*])`,
  String.raw`~~(?=\S)[^~\n]+~~`,
  "^ {0,3}```.*$",
  "(?<!`)`[^`\\n]+`(?!`)",
  String.raw`!?\[[^\[\]\n]*\]\([^()\s]*\)`,
  String.raw`^ {0,3}\|?(?: *:?-{3,}:? *\|)+.*$`,
  String.raw`^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$`,
  "^ {0,3}> .+$",
];
const MARKDOWN = new RegExp(MARKS.join("|"), "gmu");
const BULLET = /^ {0,3}[*+-] (?=\S)/gmu;
const FEWEST_BULLETS = 2;

/** Markdown in a text, in UTF-16 units. A single line that begins with a dash is no list. */
export function markdownIn(text: string): { from: number; to: number }[] {
  const marks = [...text.matchAll(MARKDOWN)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
  const bullets = [...text.matchAll(BULLET)];
  if (bullets.length < FEWEST_BULLETS) return marks;
  return [
    ...marks,
    ...bullets.map(({ 0: found, index }) => ({ from: index, to: index + found.trimEnd().length })),
  ].sort((a, b) => a.from - b.from);
}
