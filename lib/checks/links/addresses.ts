import { LinkifyIt } from "linkify-it";
import { withoutCjk } from "#lib/folded-text.ts";
import type { PlacedLink } from "./placed-link.ts";

// Where shops and chats live besides country codes; words such as "next" and "your" are domains too, and no links.
const SHOP_DOMAINS =
  "app shop store online site top xyz vip club tech live link dev info mobi wang ltd fun ink red icu work group asia cloud net biz example".split(
    " ",
  );
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false }).tlds(SHOP_DOMAINS, true);
// A domain ends with letters behind a dot; without one, and without a scheme, there is no address.
const MAY_BE_ADDRESS = /\.\p{L}|:\/\//u;
// A text that is nothing but links has been told enough by then.
const MOST_LINKS = 200;
const DOMAIN = "(?:com|net|org|cn|co|de|jp|io|shop|store|vip|top|xyz|example)";
// Written so that no program takes them for an address, and everybody who reads them does. Each is looked for only where a
// text has what it cannot do without: most texts have none of it.
const WRITTEN_AROUND: { having: RegExp; pattern: RegExp }[] = [
  {
    having: new RegExp(`(?:(?:dot|punkt|点) ?[)\\]}] ?|点|。|\\. ?)${DOMAIN}`, "u"),
    pattern: new RegExp(
      `(?<![\\p{Script=Latin}\\d])(?=[\\d-]*[a-z])[a-z\\d-]{2,}(?: ?[([{] ?(?:dot|punkt|点) ?[)\\]}] ?|点|。| \\. ?)${DOMAIN}(?![\\p{Script=Latin}\\d-])`,
      "gu",
    ),
  },
  {
    having: / dot com/,
    pattern:
      /(?<![\p{Script=Latin}\d])(?!the |of |this |that |any |every |early |late |new |old |our |all )[a-z\d-]{2,} dot com(?![\p{Script=Latin}\d-])(?! (?:boom|bubble|crash|era|company|companies|style))/gu,
  },
  { having: /:\/\//, pattern: /h(?:xx|\*\*)ps?:\/\/[^\s\p{Script=Han}]+/gu },
  // Numbers of versions have no port and no path.
  {
    having: /\d\.\d+\.\d/,
    pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5}|\/[a-z])[^\s\p{Script=Han}]*/gu,
  },
  {
    having: /\.(?:中国|公司|网络|商城|网址|集团|在线|中文网|みんな)/u,
    pattern:
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}a-z\d-]{2,}\.(?:中国|公司|网络|商城|网址|集团|在线|中文网|みんな)/gu,
  },
];

/** Addresses in a folded text, with or without their scheme, and as people write them around a filter. */
export function addressesIn(text: string): PlacedLink[] {
  const known = MAY_BE_ADDRESS.test(text) ? linkify.match(withoutCjk(text)) : null;
  const places: PlacedLink[] = (known ?? [])
    .slice(0, MOST_LINKS)
    .filter(({ index, lastIndex }) => text[index - 1] !== "@" && text[lastIndex] !== "@")
    .map(({ index, lastIndex, raw }) => ({ link: "url", name: raw, from: index, to: lastIndex }));
  for (const { having, pattern } of WRITTEN_AROUND)
    for (const { index, 0: name } of having.test(text) ? text.matchAll(pattern) : []) {
      if (places.length === MOST_LINKS) return places;
      places.push({ link: "url", name, from: index, to: index + name.length });
    }
  return places;
}
