import type { OutputText } from "#lib/templates/output-text.ts";

/** Something a source row states: a name, an entry of a list, a quantity. */
export interface Fact {
  id: string;
  column: string;
  /** Where it stands in the column's value, in UTF-16 units. */
  from: number;
  to: number;
}

/** A stretch of an output's text that the source states (`factId`), or that makes a claim it does not. */
export interface FactSpan {
  path: string;
  from: number;
  to: number;
  factId: string | null;
}

export interface MatchedFacts {
  /** Those that the output uses. */
  facts: Fact[];
  /** In order, never overlapping. */
  spans: FactSpan[];
}

interface Needle extends Fact {
  text: string;
}

interface Quantity {
  from: number;
  to: number;
  amount: number;
  unit: string;
  /** Whether it says something of the product: a unit, a year, more than one digit. */
  isClaim: boolean;
}

const MAX_NAME_CHARS = 60;
const LIST_SEPARATORS = /[,，、;；|\n•·]+/;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

const UNITS: Record<string, string> = {
  ml: "ml",
  毫升: "ml",
  l: "l",
  升: "l",
  g: "g",
  克: "g",
  kg: "kg",
  千克: "kg",
  公斤: "kg",
  mm: "mm",
  毫米: "mm",
  cm: "cm",
  厘米: "cm",
  m: "m",
  米: "m",
  oz: "oz",
  盎司: "oz",
  "fl oz": "oz",
  in: "in",
  inch: "in",
  inches: "in",
  英寸: "in",
  h: "h",
  hour: "h",
  hours: "h",
  小时: "h",
  year: "year",
  years: "year",
  年: "year",
  "%": "%",
  "°c": "°c",
  w: "w",
  v: "v",
  mah: "mah",
};
const UNIT_WORDS = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join("|");
const QUANTITY = new RegExp(
  `(?<![\\p{L}\\p{N}.])(\\d+(?:[,，]\\d{3})*(?:\\.\\d+)?)\\s?(?:(${UNIT_WORDS})(?![a-z]))?`,
  "giu",
);

// Words that claim a certificate, a property that needs proof, or a rank.
const CLAIM_WORDS =
  /\b(?:FDA|CE|ISO\s?\d+|REACH|SPF\s?\d*|organic|vegan|cruelty[- ]free|hypoallergenic|dermatologist|clinically|waterproof|antibacterial|patented|certified|award[- ]winning|best[- ]selling|guaranteed|No\.\s?1)\b|有机|纯天然|全天然|防水|抗菌|医用|临床|认证|专利|获奖|销量第一|第一品牌|顶级|唯一|百分百|国家级/giu;

/**
 * Finds what of the source an output states, in any script, and which of its quantities and claims the source does
 * not have. A hint for a reader, not a verdict: a paraphrase is not found, and is not flagged either.
 */
export function matchFacts(source: Record<string, string>, texts: readonly OutputText[]): MatchedFacts {
  const needles = needlesOf(source);
  const quantities = Object.entries(source).flatMap(([column, value]) =>
    quantitiesIn(value).map((quantity) => ({ ...quantity, column })),
  );
  const sourceText = fold(Object.values(source).join("\n")).text;
  const used = new Map<string, Fact>();
  const spans: FactSpan[] = [];
  for (const { path, text } of texts) {
    const taken: FactSpan[] = [];
    const take = (from: number, to: number, fact: Fact | null) => {
      if (taken.some((span) => from < span.to && span.from < to)) return;
      taken.push({ path, from, to, factId: fact?.id ?? null });
      if (fact) used.set(fact.id, fact);
    };
    const folded = fold(text);
    for (const { text: needle, ...fact } of needles)
      for (const [from, to] of occurrences(folded, needle, text)) take(from, to, fact);
    for (const quantity of quantitiesIn(text)) {
      // "3" alone is everywhere and says nothing.
      if (!quantity.isClaim) continue;
      const stated = quantities.find((other) => isSame(quantity, other));
      if (stated) take(quantity.from, quantity.to, factOf(stated.column, stated.from, stated.to));
      else take(quantity.from, quantity.to, null);
    }
    for (const claim of text.matchAll(CLAIM_WORDS))
      if (!sourceText.includes(fold(claim[0]).text)) take(claim.index, claim.index + claim[0].length, null);
    spans.push(...taken.sort((a, b) => a.from - b.from));
  }
  return { facts: [...used.values()], spans };
}

function factOf(column: string, from: number, to: number): Fact {
  return { id: `${column}:${from}-${to}`, column, from, to };
}

// Longest first, so that "white musk" is one fact and not "musk" beside a word.
function needlesOf(source: Record<string, string>): Needle[] {
  const needles: Needle[] = [];
  for (const [column, value] of Object.entries(source)) {
    if (value.length > 0 && value.length <= MAX_NAME_CHARS) add(needles, column, value, 0);
    let from = 0;
    for (const piece of value.split(LIST_SEPARATORS)) {
      const at = value.indexOf(piece, from);
      from = at + piece.length;
      if (piece.length !== value.length && piece.length <= MAX_NAME_CHARS) add(needles, column, piece, at);
    }
  }
  return needles.sort((a, b) => b.text.length - a.text.length);
}

function add(needles: Needle[], column: string, piece: string, at: number): void {
  const trimmed = piece.trim();
  const { text } = fold(trimmed);
  const isWordy = /\p{L}/u.test(text) && text.length >= (CJK.test(text) ? 2 : 3);
  const from = at + piece.indexOf(trimmed);
  if (isWordy) needles.push({ ...factOf(column, from, from + trimmed.length), text });
}

interface Folded {
  text: string;
  /** For every unit of `text`, and its end, the place in the original. */
  at: number[];
}

/** Text without differences of case and width, and the way back to where each character stood. */
function fold(original: string): Folded {
  let text = "";
  const at: number[] = [];
  let index = 0;
  for (const letter of original) {
    const folded = letter.normalize("NFKC").toLowerCase();
    for (let i = 0; i < folded.length; i++) at.push(index);
    text += folded;
    index += letter.length;
  }
  at.push(original.length);
  return { text, at };
}

function* occurrences(
  { text, at }: Folded,
  needle: string,
  original: string,
): Generator<[from: number, to: number]> {
  for (let from = text.indexOf(needle); from >= 0; from = text.indexOf(needle, from + needle.length)) {
    const to = from + needle.length;
    const [start, end] = [at[from] ?? 0, at[to] ?? 0];
    if (isWhole(original, start, end)) yield [start, end];
  }
}

// Scripts without spaces have no word ends to keep to.
function isWhole(text: string, from: number, to: number): boolean {
  return !continues(text[from - 1], text[from]) && !continues(text[to - 1], text[to]);
}

function continues(before: string | undefined, after: string | undefined): boolean {
  if (!before || !after || CJK.test(before) || CJK.test(after)) return false;
  // Names run together in scripts without spaces still show where the next begins: "LuneNuit".
  if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(after)) return false;
  return LETTER_OR_DIGIT.test(before) && LETTER_OR_DIGIT.test(after);
}

function quantitiesIn(text: string): Quantity[] {
  const { text: folded, at } = fold(text);
  return [...folded.matchAll(QUANTITY)].map((match) => {
    const [whole, digits = "", unitWord] = match;
    const to = match.index + whole.trimEnd().length;
    const amount = Number(digits.replace(/[,，]/g, ""));
    const unit = unitWord ? (UNITS[unitWord] ?? "") : "";
    const isClaim = unit !== "" || digits.length > 1;
    return { from: at[match.index] ?? 0, to: at[to] ?? text.length, amount, unit, isClaim };
  });
}

function isSame(a: Quantity, b: Quantity): boolean {
  return a.amount === b.amount && (a.unit === b.unit || a.unit === "" || b.unit === "");
}
