import { type HtmlTag, htmlTags } from "./html-tags.ts";

/** Something of HTML that may not stand in a text, in UTF-16 units. */
export interface HtmlFault {
  fault: "tag" | "attribute" | "entity" | "unclosed";
  /** The tag, attribute or entity. */
  name: string;
  from: number;
  to: number;
}

const ENTITY = /&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[\da-fA-F]{1,6});/g;
// What a shop must never show, whatever tags it allows.
const RUNS = /^(?:on[a-z]+|srcdoc)$/;
// "JavaScript: a handbook" is a title.
const OF_PROSE = /^(?:title|alt|label|placeholder|summary|aria-.+|data-.+)$/;
const OF_ADDRESS = /^(?:href|xlink:href|src|action|formaction|data)$/;
const SCHEME_THAT_RUNS = /^(javascript|vbscript):/i;
const SCHEME_OF_CONTENT = /^(data):/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: browsers take no notice of them where a scheme is spelled
const BLANKS = /[\u0000-\u0020]+/g;
const VOID = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "wbr",
]);

/**
 * HTML in a text that its author does not allow: tags that are not in the list, attributes that run something, entities
 * where no tags are allowed at all, and allowed tags that are opened and not closed.
 * @param allowed names of tags, in any case.
 */
export function htmlFaults(text: string, allowed: readonly string[]): HtmlFault[] {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  const faults: HtmlFault[] = [];
  const open = new Map<string, HtmlFault[]>();
  for (const tag of htmlTags(text)) {
    const { name, from, to } = tag;
    const at = { name, from, to };
    const runs = whatRuns(tag);
    if (!names.has(name)) faults.push({ fault: "tag", ...at });
    else if (runs) faults.push({ fault: "attribute", ...at, name: runs });
    if (!names.has(name) || VOID.has(name) || tag.isSelfClosing) continue;
    const ofName = open.get(name) ?? [];
    open.set(name, ofName);
    if (tag.kind === "start") ofName.push({ fault: "unclosed", ...at });
    else if (!ofName.pop()) faults.push({ fault: "unclosed", ...at });
  }
  if (names.size === 0)
    for (const { 0: name, index } of text.matchAll(ENTITY))
      faults.push({ fault: "entity", name, from: index, to: index + name.length });
  return [...faults, ...[...open.values()].flat()].sort((a, b) => a.from - b.from);
}

/** The attribute of a tag, or the scheme of its address, that would run something; `null` where there is none. */
function whatRuns({ attributes }: HtmlTag): string | null {
  for (const { name, value } of attributes) {
    if (RUNS.test(name)) return name;
    const address = value.replace(BLANKS, "");
    if (OF_PROSE.test(name)) continue;
    const scheme =
      SCHEME_THAT_RUNS.exec(address) ?? (OF_ADDRESS.test(name) ? SCHEME_OF_CONTENT.exec(address) : null);
    if (scheme?.[1]) return scheme[1].toLowerCase();
  }
  return null;
}
