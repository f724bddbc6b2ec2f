import { type FoldedText, foldText, isWholeWord } from "#lib/folded-text.ts";
import type { OutputText } from "#lib/templates/output-text.ts";
import { readableText } from "../readable-text.ts";
import type { Concept } from "./concept.ts";
import { type ConceptMention, conceptMentions, isDeniedAt } from "./concept-mentions.ts";
import { countedThingsIn } from "./counted-things.ts";
import type { Fact, FactSpan } from "./facts.ts";
import { MarkedText } from "./marked-text.ts";
import { modelNamesIn } from "./model-names.ts";
import { proofsIn } from "./proofs.ts";
import { type Quantity, quantitiesIn } from "./quantities.ts";
import { relatedProductsIn } from "./related-products.ts";
import { isSameQuantity } from "./same-quantity.ts";
import { type Statements, statementsOf } from "./statements.ts";
import { groupOf } from "./variants.ts";

export interface MatchedFacts {
  /** Those that the output uses. */
  facts: Fact[];
  /** In order, never overlapping. */
  spans: FactSpan[];
}

// Advice on use has its own temperatures: "store below 25 °C", 30℃以下水洗.
const ADVICE_BEFORE =
  /(?:\b(?:stor|keep|wash|below|under|rinse|brew|steep|lager|aufbewahr|unter|wasch|bei)\p{L}*|存放|贮存|保存|洗|水温|冲泡|保管|常温)[^.。;；]{0,20}$/u;
const ADVICE_AFTER = /^[^.。;；\p{L}]{0,3}(?:以下|以内|温水|的水|水温|热水|冲泡|のお湯|お湯|wash|water)/u;
// What is taken or done by the day is no number of pieces: "two cups a day".
const BY_THE_DAY = /^\s?(?:a day|per day|daily|each day|pro tag|täglich|am tag|每天|每日|\/天|\/日)/u;
const NEAR = 30;
const PURE_BEFORE = /(?:100\s?%\s?|\bpure\s|\brein(?:e|er|es)?\s|纯|全|純)$/u;
const PURE_WITHIN = /^(?:纯|全|純|pure|rein)/u;

/**
 * Finds what of the source an output states, in any script, language and unit, and which of its quantities, materials,
 * colours, origins, proofs and names the source does not have. A paraphrase is not found, and is not flagged either.
 */
export function matchFacts(
  source: Readonly<Record<string, string>>,
  texts: readonly (OutputText & { folded?: FoldedText })[],
): MatchedFacts {
  const statements = statementsOf(source);
  const used = new Map<string, Fact>();
  const spans = texts.flatMap(({ path, text, folded = readableText(text) }) => {
    const marked = new MarkedText(path, text.length);
    markRelatedProducts(marked, folded, statements);
    for (const { text: needle, fact } of statements.needles) markNeedle(marked, folded, needle, fact);
    markCountedThings(marked, folded, statements);
    markConcepts(marked, folded, statements);
    markQuantities(marked, folded, statements);
    markLacking(marked, folded, statements);
    markProofs(marked, folded, statements);
    markModelNames(marked, folded, statements);
    for (const fact of marked.stated) used.set(fact.id, fact);
    return marked.inOrder();
  });
  return { facts: [...used.values()], spans };
}

function markNeedle(
  marked: MarkedText,
  { text, at, original }: FoldedText,
  needle: string,
  fact: Fact,
): void {
  for (let from = text.indexOf(needle); from >= 0; from = text.indexOf(needle, from + needle.length)) {
    const [start, end] = [at[from] ?? 0, at[from + needle.length] ?? original.length];
    if (isWholeWord(original, start, end)) marked.state(start, end, fact);
    if (marked.isFull) return;
  }
}

function markRelatedProducts(marked: MarkedText, folded: FoldedText, { folded: row }: Statements): void {
  for (const { from, to, name } of relatedProductsIn(folded))
    if (!row.includes(name)) marked.claim(from, to, { kind: "product-name", contradicts: null });
}

function markCountedThings(marked: MarkedText, folded: FoldedText, statements: Statements): void {
  for (const { from, to, fact, isStated } of countedThingsIn(folded, statements))
    if (isStated) marked.state(from, to, fact);
    else marked.claim(from, to, { kind: "quantity", contradicts: fact });
}

function markConcepts(marked: MarkedText, folded: FoldedText, statements: Statements): void {
  const mentions = conceptMentions(folded, "output");
  for (const mention of mentions) {
    const { concepts, from, to, isDenied } = mention;
    const fact = firstOf(concepts, (concept) => factFor(concept, statements));
    const lacking = firstOf(concepts, ({ id }) => statements.denied.get(id));
    const concept =
      concepts.find(({ kind }) => kind !== "feature" && kind !== "variant") ??
      concepts.find(({ kind }) => kind === "variant") ??
      concepts[0];
    if (!concept || marked.isFull) continue;
    const claim = (contradicts: Fact | null) => marked.claim(from, to, { kind: concept.kind, contradicts });
    if (isDenied) {
      if (fact && concept.kind === "material" && isSaidToLack(folded, mention)) claim(fact);
    } else if (lacking && concept.kind === "feature") claim(lacking);
    else if (fact) {
      if (isMixture(folded, mention, concept, fact, statements)) claim(fact);
      else marked.state(from, to, fact);
    } else if (lacking) claim(lacking);
    else if (concept.kind === "colour" && isShadeOf(mention, mentions, folded, statements)) continue;
    else if (isClaimed(concept, statements, folded, mention))
      claim(firstOf(concepts, (one) => contradicted(one, statements) ?? undefined) ?? null);
  }
}

// "Grey blue" and "beige-grey" are shades of what the row calls by one of their parts, or by both.
function isShadeOf(
  { from, to }: ConceptMention,
  mentions: readonly ConceptMention[],
  { original }: FoldedText,
  statements: Statements,
): boolean {
  return mentions.some(
    (other) =>
      other.concepts.some((concept) => concept.kind === "colour" && factFor(concept, statements)) &&
      /^[ -]$/.test(other.from >= to ? original.slice(to, other.from) : original.slice(other.to, from)),
  );
}

// Solid oak is stated by who states oak and solid wood.
function factFor({ id, implies, isSum }: Concept, { concepts }: Statements): Fact | undefined {
  const fact = concepts.get(id);
  if (fact || !isSum) return fact;
  return implies.every((part) => concepts.has(part)) ? concepts.get(implies[0] ?? "") : undefined;
}

function isSaidToLack({ original }: FoldedText, { from, to }: ConceptMention): boolean {
  return (
    /不含$/u.test(original.slice(0, from)) || /^[-\s]?(?:free|frei|フリー|不使用)/iu.test(original.slice(to))
  );
}

// "Pure cashmere" is not half of it.
function isMixture(
  { original }: FoldedText,
  { from, to }: ConceptMention,
  { kind }: Concept,
  { column, from: factFrom, to: factTo }: Fact,
  { quantities, cells }: Statements,
): boolean {
  if (kind !== "material") return false;
  const said = original.slice(from, to).toLowerCase();
  const isPure =
    PURE_WITHIN.test(said) || PURE_BEFORE.test(original.slice(Math.max(0, from - 8), from).toLowerCase());
  if (!isPure) return false;
  const shares = quantities.filter(({ unit, fact }) => unit?.dimension === "share" && fact.column === column);
  if (shares.length < 2 || shares.some(({ amounts }) => amounts[0] === 100)) return false;
  const value = cells.find((cell) => cell.column === column)?.value ?? "";
  return value.slice(factFrom, factTo) !== said;
}

function isClaimed(
  { kind, id }: Concept,
  statements: Statements,
  { original }: FoldedText,
  { from, to }: ConceptMention,
): boolean {
  if (kind === "feature") return false;
  if (kind === "variant") return statements.variants.has(groupOf(id));
  const said = original.slice(from, to);
  if (kind === "certificate") return !statements.folded.includes(bareMark(said));
  // Colours are everywhere in prose; one is a claim where the row has another, or where it is said as a variant's name.
  if (kind !== "colour" || statements.kinds.has("colour")) return true;
  return /色$/u.test(said) || /\bin (?:\p{L}+ )?$/iu.test(original.slice(Math.max(0, from - NEAR), from));
}

// "3C认证" and "CE certified" are in a row as "3C" and "CE".
function bareMark(said: string): string {
  return foldText(said).text.replace(
    /^国家|(?:认证|認証|[- ]?(?:certified|approved|marked|mark|listed|zertifiziert\p{L}*))$/gu,
    "",
  );
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function contradicted({ kind, id }: Concept, { kinds, variants }: Statements): Fact | null {
  if (kind === "variant") return variants.get(groupOf(id)) ?? null;
  // A property that a row lacks is not contradicted by another that it has.
  const isEitherOr = kind !== "property" && kind !== "certificate" && kind !== "award";
  return isEitherOr ? (kinds.get(kind) ?? null) : null;
}

// "MIPS" where the row says "mips: no", in whatever words a dictionary has not.
function markLacking(marked: MarkedText, { text, at, original }: FoldedText, { lacking }: Statements): void {
  for (const { text: name, fact } of lacking)
    for (
      let from = text.indexOf(name);
      from >= 0 && !marked.isFull;
      from = text.indexOf(name, from + name.length)
    ) {
      const [start, end] = [at[from] ?? 0, at[from + name.length] ?? original.length];
      if (isWholeWord(original, start, end) && !isDeniedAt(text, from, from + name.length))
        marked.claim(start, end, { kind: "feature", contradicts: fact });
    }
}

function markQuantities(marked: MarkedText, folded: FoldedText, statements: Statements): void {
  for (const quantity of quantitiesIn(withoutNumbersOfNames(marked, folded))) {
    if (marked.isFull) return;
    // "3" alone is everywhere and says nothing.
    if (!quantity.isClaim || !marked.isFree(quantity.from, quantity.to)) continue;
    const { from, to } = quantity;
    const other = otherAmount(quantity, statements);
    const stated =
      statements.quantities.find(
        (one) => isComparable(quantity, one, other) && isSameQuantity(quantity, one),
      ) ?? statements.quantities.find((one) => isReckonedFrom(quantity, one, statements.counts));
    if (stated) marked.state(from, to, stated.fact);
    else if (isClaimedAmount(quantity, folded, statements))
      marked.claim(from, to, { kind: "quantity", contradicts: otherAmount(quantity, statements) });
  }
}

// A name that ends in a number runs into the amount behind it: "No 5 100 ml" are no 5,100 millilitres.
function withoutNumbersOfNames(marked: MarkedText, folded: FoldedText): FoldedText {
  const placeOf = (index: number) => folded.at[index] ?? folded.original.length;
  const text = folded.text.replaceAll(NUMBER_AHEAD, (digits, index: number) => {
    const end = index + digits.length;
    const isOfName = !marked.isFree(placeOf(index), placeOf(end));
    return isOfName && marked.isFree(placeOf(end + 1), placeOf(end + 4)) ? "-".repeat(digits.length) : digits;
  });
  return text === folded.text ? folded : { ...folded, text };
}

const NUMBER_AHEAD = /(?<!\d)\d{1,3}(?=[\u00a0 ]\d{3}(?!\d))/gu;

// A number without a unit may be of any, unless the row has another amount of what is measured.
function isComparable({ unit }: Quantity, one: Quantity, other: Fact | null): boolean {
  return !unit || one.unit !== null || other === null;
}

function isClaimedAmount(quantity: Quantity, folded: FoldedText, statements: Statements): boolean {
  const { unit, from, to } = quantity;
  if (isWhole(quantity)) return isWholeOfAnother(quantity, folded, statements);
  const after = folded.original.slice(to, to + NEAR).toLowerCase();
  if (unit?.dimension === "count") return !BY_THE_DAY.test(after);
  if (quantity.isWord && unit?.dimension === "time") return otherAmount(quantity, statements) !== null;
  if (unit?.dimension !== "temperature" || otherAmount(quantity, statements)) return true;
  const before = folded.original.slice(Math.max(0, from - NEAR), from).toLowerCase();
  return !ADVICE_BEFORE.test(before) && !ADVICE_AFTER.test(after);
}

// "10 × 25 ml" is 250 ml in all; 320 g in 8 pieces is 40 g each.
function isReckonedFrom(quantity: Quantity, each: Quantity, counts: readonly number[]): boolean {
  if (!quantity.unit || quantity.unit.dimension !== each.unit?.dimension) return false;
  if (!ADDS_UP.has(quantity.unit.dimension)) return false;
  return counts.some((count) =>
    [count, 1 / count].some((times) =>
      isSameQuantity(quantity, { ...each, amounts: each.amounts.map((amount) => amount * times) }),
    ),
  );
}

// Pieces weigh and hold more together; they are no hotter, and their lengths lie side by side.
const ADDS_UP = new Set(["time", "volume", "mass", "count", "charge", "energy", "area", "money", "power"]);

function isWhole({ amounts, unit }: Quantity): boolean {
  return amounts[0] === 100 && unit?.dimension === "share";
}

// "100 %" contradicts a row that has other shares of materials, and what is named behind it where the row does not name
// that; "100 % satisfied" says nothing of a row.
function isWholeOfAnother({ to }: Quantity, folded: FoldedText, statements: Statements): boolean {
  const [next] = conceptMentions(foldText(folded.original.slice(to, to + NEAR * 2)), "output");
  if (!next || next.from > 2) return false;
  if (next.concepts.every(({ kind }) => kind === "feature" || kind === "variant")) return false;
  if (statements.quantities.some(({ unit }) => unit?.dimension === "share")) return true;
  return !next.concepts.some(({ id }) => statements.concepts.has(id));
}

function otherAmount(quantity: Quantity, { quantities }: Statements): Fact | null {
  const { unit } = quantity;
  if (!unit || unit.dimension === "count") return null;
  return (
    quantities.find((other) => other.unit?.dimension === unit.dimension && isOfOneMatter(quantity, other))
      ?.fact ?? null
  );
}

// Ten minutes on the stove are no other shelf life than 360 days.
function isOfOneMatter(one: Quantity, other: Quantity): boolean {
  if (one.unit?.dimension !== "time") return true;
  const seconds = ({ amounts: [amount = 0], unit }: Quantity) => amount * (unit?.factor ?? 1);
  const [less = 0, more = 0] = [seconds(one), seconds(other)].sort((a, b) => a - b);
  return more <= less * MOST_TIMES_APART;
}

const MOST_TIMES_APART = 500;

function markProofs(marked: MarkedText, folded: FoldedText, { folded: row }: Statements): void {
  for (const { kind, from, to, names } of proofsIn(folded))
    if (!names.some((name) => row.includes(name))) marked.claim(from, to, { kind, contradicts: null });
}

function markModelNames(marked: MarkedText, folded: FoldedText, { folded: row, cells }: Statements): void {
  const closed = row.replaceAll(BETWEEN_PARTS, "");
  for (const { from, to, name } of modelNamesIn(folded)) {
    if (closed.includes(name.replaceAll(BETWEEN_PARTS, ""))) continue;
    // "SPF15" is what a row says by "spf: 15", and "SPF50" is not.
    const [, letters = "", digits = ""] = name.match(/^(\P{N}+?)[ -]?(\d+(?:\.\d)?)$/u) ?? [];
    const cell = cells.find(({ heading }) => heading === letters);
    if (
      cell?.value.includes(digits) ||
      (row.includes(letters) && NUMBERED.test(letters) && row.includes(digits))
    )
      continue;
    marked.claim(from, to, { kind: "product-name", contradicts: null });
  }
}

const BETWEEN_PARTS = /[\s-]/g;
// Names of techniques, which a row may have in one cell and their number in another.
const NUMBERED = /^(?:bluetooth|usb|hdmi|wi-?fi|蓝牙)$/;
