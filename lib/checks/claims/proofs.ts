import type { FoldedText } from "#lib/folded-text.ts";

/** A certificate or prize that a text names by what all such names have: "PETA certified", 某某大奖. */
export interface Proof {
  kind: "certificate" | "award";
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
  /** Whose or which it is, folded; a row that has one of them has the proof. */
  names: readonly string[];
}

const NAME = String.raw`\p{Lu}[\p{L}\p{N}&.'’+-]{0,20}`;
const NAMES = String.raw`${NAME}(?: (?:and |und |& |of |the )?${NAME}| \d{1,5}){0,4}`;
const BROKEN = String.raw`[^\s，。,.;；、：:!！?？（）()「」“”|]`;
const PATTERNS: [Proof["kind"], RegExp][] = [
  [
    "certificate",
    new RegExp(
      `(${NAMES})[ -](?:certified|approved|zertifizier(?:t|te|ter|tes)|geprüft|geschützt)(?![\\p{L}])`,
      "gu",
    ),
  ],
  [
    "certificate",
    new RegExp(
      `(?:certified|approved|tested|endorsed|zertifiziert|geprüft|empfohlen) (?:by|von|vom|durch) (?:the |der |dem )?(${NAMES})`,
      "gu",
    ),
  ],
  ["certificate", new RegExp(`(?:ANSI|ASTM|DIN|JIS|UL|BS|NF|AS/NZS)[ -]?(${BROKEN}{1,12})`, "gu")],
  ["certificate", /(?<![\p{L}])(\p{Lu}\p{L}{2,20})(?:zertifikat|siegel|-Siegel|prüfzeichen|-Prüfzeichen)/gu],
  [
    "certificate",
    /(?<![\p{L}])(Blauer? Engel|g\. ?U\.|g\. ?g\. ?A\.|EU Ecolabel|Nordic Swan|Rainforest Alliance|Cradle to Cradle|B Corp)/gu,
  ],
  ["award", new RegExp(`(${NAMES}) (?:Award|Awards|Prize|Best Buy|Medal|Preis)(?![\\p{L}])`, "gu")],
  [
    "award",
    new RegExp(
      `(?:[Ww]inner|[Vv]oted|[Aa]warded|Gewinner|[Oo]fficial \\p{L}+) (?:of |des |der )?(?:the )?(?:\\d{4} )?(${NAMES})`,
      "gu",
    ),
  ],
];
// In scripts without capitals a name is what stands before the word for it.
const MARKS: [Proof["kind"], RegExp][] = [
  ["certificate", /认证|認証|認定|適合/gu],
  ["award", /大奖|金奖|银奖|铜奖|设计奖|创新奖|年度奖|大賞|金賞|銀賞|大臣賞|最高賞|グランプリ/gu],
];
const NAME_BEFORE = new RegExp(`${BROKEN}{1,20}$`, "u");
const LONGEST_NAME = 20;
// Certified is what anybody may be, and these are adjectives.
const NO_NAMES =
  /^(?:the|a|all|fully|newly|it|and|our|this|is|not|通过|获|已|经|获得|符合|经过|权威|国际|国家)$/u;
const MOST = 200;

/** The proofs a text names, kind by kind. */
export function* proofsIn({ original }: FoldedText): Generator<Proof> {
  for (const [kind, pattern] of PATTERNS) {
    let count = 0;
    for (const match of original.matchAll(pattern)) {
      if (count++ === MOST) break;
      const names = namesIn(match[1] ?? "");
      if (names.length > 0) yield { kind, from: match.index, to: match.index + match[0].length, names };
    }
  }
  for (const [kind, mark] of MARKS) {
    let count = 0;
    for (const { index, 0: said } of original.matchAll(mark)) {
      if (count++ === MOST) break;
      const before = original.slice(Math.max(0, index - LONGEST_NAME), index).match(NAME_BEFORE)?.[0] ?? "";
      const names = namesIn(before);
      if (names.length > 0) yield { kind, from: index - before.length, to: index + said.length, names };
    }
  }
}

function namesIn(said: string): string[] {
  const name = said
    .toLowerCase()
    .replace(/^(?:并|且|已|经|通过|获得|获|荣获|斩获|符合|拥有|取得)+/u, "")
    .trim();
  return name === "" || NO_NAMES.test(name)
    ? []
    : [name, ...name.split(/[ -]/).filter((word) => /^[a-z]{3,}$/.test(word) && word.length > 3)];
}
