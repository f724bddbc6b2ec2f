import type { FoldedText } from "#lib/folded-text.ts";

/** Another product that a text sets its own beside: "fits Galaxy S24 Ultra", 某某同款. */
export interface RelatedProduct {
  /** Folded. */
  name: string;
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
}

const NAME = String.raw`(?:\p{Lu}|\d{1,4}(?= ))[\p{L}\p{N}&.'’-]{0,20}`;
const NAMES = `${NAME}(?: (?:& )?${NAME}){0,3}`;
const PATTERNS = [
  new RegExp(
    `(?:[Ff]its|[Mm]ade for|[Cc]ompatible with|[Ww]orks with|[Ii]nspired by|[Dd]eveloped with|[Dd]esigned with|[Ii]n partnership with|[Dd]upe (?:of|for)|[Aa]lternative to|[Ss]ame \\p{L}+ as|[Kk]ompatibel mit|[Pp]assend für|[Ee]ntwickelt mit|[Bb]aut auf) (?:the |a |an |alle |den |die |das )?(${NAMES})`,
    "gu",
  ),
  /(?<![\p{L}\p{N}])(\p{Lu}[\p{L}\p{N}]{2,20})-(?:compatible|kompatibel|style dupe)/gu,
  // "iPhone 15" is not "iPhone 15 Pro".
  /(?<![\p{L}\p{N}])(\p{L}{2,12} ?\p{L}?\d{1,3}(?: (?:Pro|Max|Ultra|Plus|Mini|Lite|SE|FE|XL))+)(?![\p{L}\p{N}])/gu,
];
// 某某同款: the name stands before the word for it.
const SAME_AS = "同款";
const NAME_BEFORE = /[^\s，。,.;；、：:!！?？（）()「」“”|]{2,8}(?: [\p{L}\p{N}]{1,8}){0,2}$/u;
const LONGEST_NAME = 26;
const NO_PRODUCTS = /^(?:明星|网红|博主|本店|情侣|男女|亲子|经典|妈妈|爸爸|与|和)/u;
const MOST = 200;

/** The other products a text names, kind by kind. */
export function* relatedProductsIn({ original }: FoldedText): Generator<RelatedProduct> {
  for (const pattern of PATTERNS) {
    let count = 0;
    for (const match of original.matchAll(pattern)) {
      if (count++ === MOST) break;
      const said = (match[1] ?? "").replace(/[.'’-]+$/u, "");
      if (said.length < 2 || NO_PRODUCTS.test(said)) continue;
      const from = match.index + match[0].indexOf(said);
      yield { name: said.toLowerCase(), from, to: from + said.length };
    }
  }
  let count = 0;
  for (let at = original.indexOf(SAME_AS); at >= 0 && count < MOST; at = original.indexOf(SAME_AS, at + 1)) {
    count++;
    const said = original.slice(Math.max(0, at - LONGEST_NAME), at).match(NAME_BEFORE)?.[0];
    if (said && !NO_PRODUCTS.test(said)) yield { name: said.toLowerCase(), from: at - said.length, to: at };
  }
}
