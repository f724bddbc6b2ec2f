/** The first `characters` UTF-16 units of a text, or one fewer where the cut would halve a character. */
export function cutText(text: string, characters: number): string {
  const cut = text.slice(0, characters);
  return cut.length < text.length && /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
