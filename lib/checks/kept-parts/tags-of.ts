import type { KeptPart } from "./placeholders-of.ts";

// An attribute has a value, or is one of the few that need none: "a <b and c> d" is no tag.
const TAG =
  /<(\/?)([a-zA-Z][a-zA-Z\d:-]*|\d{1,3})((?:\s+[a-zA-Z_:][\w:.-]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))|\s+(?:disabled|hidden|checked|open|download|defer|async))*)\s*(\/?)>/gu;
const VOID = new Set("area base br col embed hr img input link meta source wbr".split(" "));
const ID = /\sid\s*=\s*["']?([^"'\s>]+)/u;
/** In these the id says which tag it is: XLIFF's inline elements. */
const NAMED_BY_ID = new Set(["x", "g", "bx", "ex", "ph", "pc", "mrk"]);

/** The tags of a text, in order: of HTML, XLIFF and numbered ones (`<0>…</0>`), whatever their case and attributes. */
export function tagsOf(text: string): KeptPart[] {
  return [...text.matchAll(TAG)].map(
    ({ 0: whole, 1: slash, 2: tag = "", 3: attributes = "", 4: closed, index }) => {
      const name = tag.toLowerCase();
      const id = NAMED_BY_ID.has(name) ? ID.exec(attributes)?.[1] : undefined;
      const isAlone = closed === "/" || VOID.has(name);
      const key = `<${slash && !isAlone ? "/" : ""}${name}${id ? ` ${id}` : ""}${isAlone ? "/" : ""}>`;
      return { from: index, to: index + whole.length, key };
    },
  );
}

/** The first tag that closes what is not open, or stays open, by its place in the list; `null` where all are closed in turn. */
export function unbalancedTag(tags: readonly KeptPart[]): KeptPart | null {
  const open: KeptPart[] = [];
  for (const tag of tags) {
    if (tag.key.endsWith("/>")) continue;
    if (!tag.key.startsWith("</")) open.push(tag);
    else if (open.pop()?.key.split(" ")[0]?.replace(">", "") !== tag.key.replace("</", "<").replace(">", ""))
      return tag;
  }
  return open[0] ?? null;
}
