import { decodeHTMLStrict } from "entities";
import { type FoldedText, foldText } from "#lib/folded-text.ts";

// An element without what a browser would not show; a longer one is no element.
const ELEMENT = String.raw`<\/?(?<name>[a-z][a-z0-9]{0,15})(?<attributes>\s[^<>]{0,400})?\/?>`;
const ENTITY = String.raw`(?<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)`;
const MARKUP = new RegExp(`${ELEMENT}|${ENTITY}`, "g");
const APART = /^(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|section|article|blockquote|pre)$/;
// What is said in them is read out, shown or searched for.
const WORDED = /\s(?:alt|title|content|value|placeholder|aria-label)\s?=/;

/**
 * A text of an output folded as its reader sees it: elements of HTML gone, a line's end where one sets words apart, and
 * entities as the signs they stand for. Places lead back to the text as it is written.
 */
export function readableText(written: string): FoldedText {
  const folded = foldText(written);
  if (!/[<&]/.test(folded.text)) return folded;
  let text = "";
  const at: number[] = [];
  let from = 0;
  const take = (to: number) => {
    text += folded.text.slice(from, to);
    for (let unit = from; unit < to; unit++) at.push(folded.at[unit] ?? 0);
  };
  for (const { index, 0: markup, groups = {} } of folded.text.matchAll(MARKUP)) {
    const shown = shownAs(groups);
    if (shown === null) continue;
    take(index);
    text += shown;
    for (let unit = 0; unit < shown.length; unit++) at.push(folded.at[index] ?? 0);
    from = index + markup.length;
  }
  if (from === 0) return folded;
  take(folded.text.length);
  at.push(written.length);
  return { ...folded, text, at };
}

/** What a reader sees of an element or an entity; `null` where it is left as it is written. */
function shownAs(groups: Partial<Record<string, string>>): string | null {
  const { name, attributes = "", entity = "" } = groups;
  if (name !== undefined && WORDED.test(attributes)) return null;
  if (name !== undefined) return APART.test(name) ? "\n" : "";
  const sign = decodeHTMLStrict(entity);
  return sign === entity ? null : foldText(sign).text;
}
