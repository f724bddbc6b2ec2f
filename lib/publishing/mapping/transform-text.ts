import sanitizeHtml from "sanitize-html";

/** What is made of a text before it leaves. */
export interface Transforms {
  prefix?: string | undefined;
  /** Stands behind it, whatever is cut. */
  suffix?: string | undefined;
  maxLength?: number | undefined;
  html?: readonly string[] | undefined;
}

/**
 * A text as its receiver takes it: only allowed HTML, with its prefix, no longer than allowed. It is cut at a word where one
 * ends near, never inside a character or a tag, and what a tag had begun is ended. An empty text stays empty.
 */
export function transformText(
  text: string,
  { prefix = "", suffix = "", maxLength, html }: Transforms,
): string {
  const clean = html ? allowedHtml(text, html) : text;
  if (clean.trim() === "") return "";
  const whole = prefix + clean + suffix;
  if (maxLength === undefined || lengthOf(whole) <= maxLength) return whole;
  const room = maxLength - lengthOf(prefix) - lengthOf(suffix);
  if (room <= 0) return cutAt(prefix + clean, maxLength);
  return prefix + (html ? cutHtml(clean, html, room) : cutAt(clean, room)) + suffix;
}

function allowedHtml(text: string, tags: readonly string[]): string {
  const clean = sanitizeHtml(text, { allowedTags: [...tags], allowedAttributes: {} });
  // Without tags it is no HTML any more, and its signs stand for themselves.
  return tags.length > 0
    ? clean
    : clean.replace(/&(?:amp|lt|gt|quot);/g, (entity) => SIGNS[entity] ?? entity);
}

const SIGNS: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

// Ending what was begun takes room itself: so much less is kept until all of it fits.
function cutHtml(text: string, tags: readonly string[], room: number): string {
  for (let kept = room; kept > 0; ) {
    const cut = allowedHtml(cutAt(text, kept).replace(/<[^>]*$|&[\w#]*$/, ""), tags);
    const over = lengthOf(cut) - room;
    if (over <= 0) return cut;
    kept -= over;
  }
  return "";
}

const WORD_END = /[\s\p{P}]+\S*$/u;
/** A word that reaches further back is cut itself: as a share of what may stand. */
const FURTHEST = 0.6;

function cutAt(text: string, length: number): string {
  const cut = wholeCharacters(text, length);
  const isAtWordEnd = cut.length === text.length || /^[\s\p{P}]/u.test(text.slice(cut.length));
  const word = isAtWordEnd ? cut : cut.replace(WORD_END, "");
  return (lengthOf(word) >= length * FURTHEST ? word : cut).trimEnd();
}

/** The beginning of a text in characters as people see them, at most so many code points. */
function wholeCharacters(text: string, length: number): string {
  let kept = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += lengthOf(segment);
    if (used > length) break;
    kept += segment;
  }
  return kept;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
