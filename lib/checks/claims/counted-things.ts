import type { FoldedText } from "#lib/folded-text.ts";
import { type Fact, factOf } from "./facts.ts";
import { wordedNumbersIn } from "./number-words.ts";
import type { Cell, Statements } from "./statements.ts";

/** A number of things that the row counts too: "five bowls" where it has "pieces: 3", 两条装 where it has "1条". */
export interface CountedThing {
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
  fact: Fact;
  /** Whether the row has this very number of them. */
  isStated: boolean;
}

interface Counter {
  amounts: ReadonlySet<number>;
  fact: Fact;
}

interface Counters {
  /** By the stem of a noun, or by a measure word. */
  byThing: ReadonlyMap<string, Counter>;
  /** Of pieces without a name, and how nouns of the product's name begin that may be such pieces. */
  pieces: Counter | null;
  productNouns: readonly string[];
}

const PIECES =
  /^(?:pieces?|pcs|count|qty|quantity|pack|pack size|pairs?|units|stück|stückzahl|anzahl|menge|teile|数量|件数|枚数|本数|個数|入数|片数|条数|支数|个数)$/u;
const PRODUCT = /name|title|product|bezeichnung|artikel|titel|品名|名称|商品名|标题/u;
const COUNT_ONLY = /^(?:约|ca\.? ?|about )?(\d{1,3})$/u;
const OF_NOUN = /(?<![\p{L}\p{N}.,])(\d{1,3}) ([\p{Script=Latin}-]{3,20})(?: ([\p{Script=Latin}-]{3,20}))?/gu;
const OF_MEASURE = /(?<![\d.])(\d{1,3})(\p{Script=Han})(?![级年月天日周])/gu;
const DIGITS = /(?<![\p{L}\p{N}.,/×x-])\d{1,2}(?=[ \p{Script=Han}])/gu;
const PACK_OF =
  /\b(?:pack|set|box) of (\d{1,2}|[a-z]{3,9})\b|\b(\d{1,2}|[a-z]{3,9})[ -](?:pack|piece set|piece)\b|\b(?:as|in) a pair\b|(?<![\p{L}])(?:im|als) paar(?![\p{L}])|一对装|成对(?:出售|装)/gu;
const NOUNS = /^ ([\p{Script=Latin}-]{3,20})(?: ([\p{Script=Latin}-]{3,20}))?/u;
// Measures of time and size, and what prose counts of anything.
const NO_THINGS = new Set(
  "个 年 月 天 日 周 时 分 秒 岁 度 米 升 克 斤 寸 元 次 位 家 种 点 款 大 色 式 重 倍 千 百 万 公 厘 毫 小 星 季 半 名 inch cm mm kg day days year years month months hour hours minute minutes week weeks oz fl ml times watt volt size age ages".split(
    " ",
  ),
);
const MOST = 400;

/** What a text counts of the things its row counts, in the order of the kinds of number. */
export function* countedThingsIn(folded: FoldedText, statements: Statements): Generator<CountedThing> {
  const { text, at, original } = folded;
  const counters = countersOf(statements);
  const placed = (from: number, to: number) => ({ from: at[from] ?? 0, to: at[to] ?? original.length });
  if (counters.byThing.size > 0 || counters.pieces)
    for (const { amount, from, to } of numbersIn(text)) {
      const thing = thingBehind(text, to, counters);
      if (thing)
        yield { ...placed(from, thing.to), fact: thing.counter.fact, isStated: has(thing.counter, amount) };
    }
  if (!counters.pieces) return;
  for (const { index, 0: whole, 1: of, 2: pack } of text.matchAll(PACK_OF)) {
    const word = of ?? pack;
    const amount = word === undefined ? 2 : amountOf(word);
    if (amount === null) continue;
    yield {
      ...placed(index, index + whole.length),
      fact: counters.pieces.fact,
      isStated: has(counters.pieces, amount),
    };
  }
}

function has({ amounts }: Counter, amount: number): boolean {
  return amounts.has(amount);
}

function* numbersIn(text: string): Generator<{ amount: number; from: number; to: number }> {
  let count = 0;
  for (const number of wordedNumbersIn(text)) {
    if (count++ === MOST) break;
    if (number.amount > 1) yield number;
  }
  for (const { index, 0: digits } of text.matchAll(DIGITS)) {
    if (count++ === MOST * 2) break;
    if (Number(digits) > 1) yield { amount: Number(digits), from: index, to: index + digits.length };
  }
}

function amountOf(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  const [number] = wordedNumbersIn(word);
  return number?.amount ?? null;
}

function thingBehind(
  text: string,
  end: number,
  { byThing, pieces, productNouns }: Counters,
): { counter: Counter; to: number } | null {
  const measure = text[end] ?? "";
  const measured = byThing.get(measure);
  if (measured && !/^[级年月天日周]/u.test(text.slice(end + 1))) return { counter: measured, to: end + 1 };
  const [, first = "", second = ""] = text.slice(end, end + 45).match(NOUNS) ?? [];
  for (const [word, to] of [
    [first, end + 1 + first.length],
    [second, end + 2 + first.length + second.length],
  ] as const) {
    if (word.length < 4 || !isPlural(word) || NO_THINGS.has(word)) continue;
    const stem = stemOf(word);
    // "Screwdriver Set" is a number of screwdrivers, and of drivers.
    const counter = byThing.get(stem) ?? (productNouns.some((noun) => noun.endsWith(stem)) ? pieces : null);
    if (counter) return { counter, to };
  }
  return null;
}

// Every text of an output is held against the same row.
const COUNTERS = new WeakMap<Statements, Counters>();

function countersOf(statements: Statements): Counters {
  const known = COUNTERS.get(statements);
  if (known) return known;
  const counters = readCounters(statements);
  COUNTERS.set(statements, counters);
  return counters;
}

function readCounters({ cells }: Statements): Counters {
  const byThing = new Map<string, { amounts: Set<number>; fact: Fact }>();
  let pieces: Counter | null = null;
  const add = (thing: string, amounts: Iterable<number>, fact: Fact) => {
    if (NO_THINGS.has(thing) || thing === "") return;
    const known = byThing.get(thing)?.amounts ?? new Set();
    for (const amount of amounts) known.add(amount);
    byThing.set(thing, { amounts: known, fact });
  };
  for (const { column, heading, value, from } of cells) {
    const fact = factOf(column, from, from + value.length);
    const said = value.trim().toLowerCase();
    const only = said.match(COUNT_ONLY)?.[1];
    const amounts = new Set(said.matchAll(/\d{1,3}/g).map(([digits]) => Number(digits)));
    for (const { 1: amount, 2: first = "", 3: second = "" } of said.matchAll(OF_NOUN))
      for (const noun of [first, second]) if (isPlural(noun)) add(stemOf(noun), [Number(amount)], fact);
    const measures = new Set(said.matchAll(OF_MEASURE).map(([, , measure = ""]) => measure));
    for (const measure of measures) add(measure, amounts, fact);
    for (const { amount, to } of wordedNumbersIn(said))
      if (said.length === to + 1) add(said[to] ?? "", [amount], fact);
    if (/^\p{Script=Han}数$/u.test(heading) && amounts.size > 0) add(heading[0] ?? "", amounts, fact);
    if (only && !PIECES.test(heading)) add(stemOf(heading.split(" ").at(-1) ?? ""), [Number(only)], fact);
    if (!PIECES.test(heading) || amounts.size === 0) continue;
    pieces = { amounts, fact };
  }
  return { byThing, pieces, productNouns: pieces ? productNouns(cells) : [] };
}

function productNouns(cells: readonly Cell[]): string[] {
  return cells
    .filter(({ heading }) => PRODUCT.test(heading))
    .flatMap(({ value }) => value.toLowerCase().match(/\p{Script=Latin}{4,20}/gu) ?? [])
    .map(stemOf);
}

function isPlural(word: string): boolean {
  return /(?:s|n|e|r)$/u.test(word);
}

function stemOf(word: string): string {
  return word.replace(/(?:ies|y)$/u, "i").replace(/(?:es|en|s|n|e)$/u, "");
}
