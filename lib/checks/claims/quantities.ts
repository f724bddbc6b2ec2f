import { type FoldedText, isWordEdge } from "#lib/folded-text.ts";
import { wordedNumbersIn } from "./number-words.ts";
import { type Unit, unitAt } from "./units.ts";

/** A number with its unit, as a text states it. */
export interface Quantity {
  /** Where it stands in the original text, in UTF-16 units. */
  from: number;
  to: number;
  /** Every amount it can be read as: "1,500" is 1500 or 1.5. */
  amounts: readonly number[];
  unit: Unit | null;
  /** Whether it says something of the product: a unit, a year, more than one digit. */
  isClaim: boolean;
  /** Whether it may be a number of pieces, for it stands before "×": "5 x 2 ml". */
  isTimes: boolean;
  /** Whether its number is a word: of time, prose says such things of anything. */
  isWord: boolean;
  /** What its last digit counts, where it has decimals; nought: it is whole. */
  step: number;
}

/** As it is read in the folded text. */
interface Reading extends Quantity {
  start: number;
  end: number;
  isBelowZero: boolean;
}

const NUMBER =
  /\d+⁄\d{1,2}|\d+ \d\/\d(?![\d/])|(?<![\d/])\d\/\d(?![\d/])|\d{1,3}(?:[,.'’\u00a0 ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?/gu;
const FEET_AND_INCHES =
  /(\d{1,3})\s?(?:'|′|ft\.?|feet|英尺)\s?(\d{1,2}(?:\.\d+)?)\s?(?:"|″|”|''|in\b|inch(?:es)?|英寸)/gu;
// "in" is a word of its own, and an inch only at the end of what is measured.
const BEHIND_INCHES = /^\.?\s*(?:[x×*,;:)/]|$)/u;
const BETWEEN = /[\s-]/;
// In prose, numerals are part of many words: these units alone are measured in them.
const NUMERAL_UNITS = new Set(
  "件套 件装 片装 包装 瓶装 支装 只装 个装 条装 双装 年 个月 小时 分钟 层 段阶 档 挡 枚入 个入 度 公斤 斤 克 厘米 毫升 升 时间 分间 年间 か月 ヶ月 本入".split(
    " ",
  ),
);
const BELOW_ZERO = /(?:(?:^|[\s(~～至到/:,])[-−–]|零下|minus |マイナス|氷点下)$/u;
// What two measured numbers are joined by: "20 × 30 cm", "长160×宽80×高75cm", "15–20 °C".
const JOINT =
  /^\s*(?:[x×*](?:\s*(?:[宽高深长厚径寛幅]度?|奥行き?|高さ|長さ|直径))?|[~～至到/–—-]|から|bis|to|und|and|or|oder|或|和|、|\+)\s*[-−–]?$/u;
const TIMES = /^\s*[x×*]\s*$/u;
const IN_ALL = /^(?:\s?|\s(?:and|und)\s)$/;
// Telephones, accounts and other numbers in groups measure nothing.
const LONG_NUMBER = /\d(?:[\d\s().+-]{6,40})\d/gu;
const THOUSANDS = /^\d{1,3}(?: \d{3})+$/;
// No text has more to say; one that has is there to keep us busy.
const MOST = 2_000;

/**
 * The quantities of a text, in order, two thousand at most.
 * @param isTable for cells of a table, whose numbers count in whatever they are glued to: "60N·m", "Ra95".
 */
export function quantitiesIn(folded: FoldedText, isTable = false): Quantity[] {
  const { text } = folded;
  const readings = [...numbersIn(text, isTable), ...wordsIn(text)].sort((a, b) => a.start - b.start);
  const found = withoutCovered([...heightsIn(text), ...readings]);
  if (!isTable) outOfLongNumbers(text, found);
  shareUnits(found, text);
  return merged(found, text)
    .filter(({ isDropped }) => !isDropped)
    .map(({ start, end, amounts, unit, isClaim, isTimes, isWord, step, isBelowZero }) => ({
      ...placed(folded, start, end),
      amounts: isBelowZero && unit?.dimension === "temperature" ? amounts.map((amount) => -amount) : amounts,
      unit,
      isClaim,
      isTimes,
      isWord,
      step,
    }));
}

interface Found extends Omit<Reading, "from" | "to"> {
  isDropped?: boolean;
}

function* numbersIn(text: string, isTable: boolean): Generator<Found> {
  let count = 0;
  for (const { index: start, 0: digits } of text.matchAll(NUMBER)) {
    if (count++ === MOST) return;
    const measured = unitBehind(text, start + digits.length);
    const unit = measured?.unit ?? null;
    const end = measured?.to ?? start + digits.length;
    if (!isTable && isPartOfName(text, start, end, unit)) continue;
    const amounts = amountsOf(digits, isTable);
    const isBelowZero = BELOW_ZERO.test(text.slice(Math.max(0, start - 6), start));
    const step = amounts.length > 1 ? 0 : stepOf(digits);
    const meaning = meaningOf(unit, amounts, digits);
    // A day or month of a date.
    if (!unit && /^[月日号]/u.test(text.slice(end))) continue;
    yield { start, end, amounts, ...meaning, isTimes: false, isWord: false, step, isBelowZero };
  }
}

function* wordsIn(text: string): Generator<Found> {
  let count = 0;
  for (const { amount, from: start, to } of wordedNumbersIn(text)) {
    if (count++ === MOST) return;
    const isNumeral = !/[a-z]/.test(text[start] ?? "");
    const measured = isNumeral ? unitAt(text, to) : unitBehind(text, to);
    if (!measured || measured.to === to || (isNumeral && !isMeasuredInNumerals(text, amount, measured)))
      continue;
    const { unit, to: end } = measured;
    const isBelowZero = BELOW_ZERO.test(text.slice(Math.max(0, start - 6), start));
    yield {
      start,
      end,
      amounts: [amount],
      unit,
      isClaim: true,
      isTimes: false,
      isWord: true,
      step: 0,
      isBelowZero,
    };
  }
}

// 十年的照片 are memories, and 二年级 is a class.
function isMeasuredInNumerals(
  text: string,
  amount: number,
  { form, to }: { form: string; to: number },
): boolean {
  return amount > 1 && NUMERAL_UNITS.has(form) && !"的级来前后".includes(text[to] || " ");
}

function* heightsIn(text: string): Generator<Found> {
  for (const { index: start, 0: whole, 1: feet, 2: inches } of text.matchAll(FEET_AND_INCHES)) {
    const unit = unitAt('"', 0)?.unit ?? null;
    const amounts = [Number(feet) * 12 + Number(inches)];
    yield {
      start,
      end: start + whole.length,
      amounts,
      unit,
      isClaim: true,
      isTimes: false,
      isWord: false,
      step: 0,
      isBelowZero: false,
    };
  }
}

function unitBehind(text: string, end: number): { form: string; unit: Unit; to: number } | null {
  let from = end;
  while (from < end + 2 && BETWEEN.test(text[from] ?? "")) from++;
  const measured = unitAt(text, from);
  if (measured?.form !== "in") return measured;
  return BEHIND_INCHES.test(text.slice(measured.to, measured.to + 6)) ? measured : null;
}

// In order; what begins inside another is part of it.
function withoutCovered(found: Found[]): Found[] {
  let reached = 0;
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => {
      if (start < reached) return false;
      reached = end;
      return true;
    });
}

function outOfLongNumbers(text: string, found: Found[]): void {
  let next = 0;
  for (const { index, 0: long } of text.matchAll(LONG_NUMBER)) {
    if (long.replaceAll(/\D/g, "").length < 7 || THOUSANDS.test(long) || /\d \d{1,2}\.\d/.test(long))
      continue;
    while (next < found.length && (found[next]?.start ?? 0) < index) next++;
    for (; next < found.length && (found[next]?.start ?? 0) < index + long.length; next++) {
      const reading = found[next];
      if (reading) reading.isDropped = true;
    }
  }
}

function shareUnits(found: Found[], text: string): void {
  for (let index = found.length - 2; index >= 0; index--) {
    const [one, next] = [found[index], found[index + 1]];
    if (!one || !next) continue;
    const between = text.slice(one.end, next.start);
    if (TIMES.test(between)) one.isTimes = true;
    if (one.isTimes && !next.unit) next.isTimes = true;
    // "5 x 2 ml" are five pieces, "20 x 30 cm" two sides.
    if (one.isTimes && next.unit && next.unit.dimension !== "length") continue;
    if (one.unit || !next.unit || next.unit.dimension === "count" || !JOINT.test(between)) continue;
    one.unit = next.unit;
    one.isClaim = true;
  }
}

// "1 h 30 min" is one amount.
function merged(found: Found[], text: string): Found[] {
  const all: Found[] = [];
  for (const one of found) {
    const before = all.at(-1);
    const sum = before && sumOf(before, one, text);
    if (sum) all[all.length - 1] = sum;
    else all.push(one);
  }
  return all;
}

function sumOf(large: Found, small: Found, text: string): Found | null {
  const [big, little] = [large.unit, small.unit];
  if (!big || !little || big.dimension !== little.dimension || big.factor <= little.factor) return null;
  if (big.dimension === "temperature" || large.isTimes) return null;
  const [first = 0] = large.amounts;
  const [rest = 0] = small.amounts;
  if (!Number.isInteger(first) || rest * little.factor >= big.factor) return null;
  if (!IN_ALL.test(text.slice(large.end, small.start))) return null;
  return { ...small, start: large.start, amounts: [(first * big.factor) / little.factor + rest] };
}

// "1,500" and "1.500" are 1500 or 1.5, by where they were written; "1/2" is a half, and in a table one or two.
function amountsOf(digits: string, isTable: boolean): number[] {
  const [whole = "", parts] = digits.split(/[⁄/]/);
  if (parts) return fractions(whole, Number(parts), isTable);
  const plain = Number(digits.replaceAll(/[,.'’\s]/g, ""));
  const last = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  if (last < 0) return [plain];
  const decimal = Number(`${digits.slice(0, last).replaceAll(/[,.'’\s]/g, "")}.${digits.slice(last + 1)}`);
  const isGrouped = digits.length - last - 1 === 3;
  return isGrouped ? [plain, decimal] : [decimal];
}

function stepOf(digits: string): number {
  const decimals = digits.match(/[.,](\d+)$/)?.[1]?.length ?? 0;
  return decimals === 0 ? 0 : 10 ** -decimals;
}

// "1 1/2", and "1½", which folds to "11⁄2".
function fractions(whole: string, parts: number, isTable: boolean): number[] {
  const share = Number(whole.at(-1)) / parts;
  if (whole.length > 1) return [Number(whole.slice(0, -1)) + share];
  return isTable ? [share, Number(whole), parts] : [share, Number(whole)];
}

function meaningOf(
  unit: Unit | null,
  amounts: readonly number[],
  digits: string,
): Pick<Quantity, "unit" | "isClaim"> {
  const [amount = 0] = amounts;
  // "1998 年" is a date, not a length of time.
  const isYear = unit?.dimension === "time" && amount >= 1900 && amount <= 2100 && Number.isInteger(amount);
  if (isYear) return { unit: null, isClaim: true };
  if (unit?.dimension === "count") return { unit, isClaim: amount > 1 };
  return { unit, isClaim: unit !== null || digits.length > 1 };
}

// A number amid letters or long rows of digits belongs to a name or an account: "WH-1000XM5", "id=88".
function isPartOfName(text: string, start: number, end: number, unit: Unit | null): boolean {
  if (
    !isWordEdge(text, start) ||
    /[\p{Script=Latin}]-$|[\p{Script=Latin}\p{N}]\.$|[_=@#]$/u.test(text.slice(Math.max(0, start - 2), start))
  )
    return true;
  return !unit && (!isWordEdge(text, end) || end - start > 6);
}

function placed({ at, original }: FoldedText, start: number, end: number): { from: number; to: number } {
  return { from: at[start] ?? 0, to: at[end] ?? original.length };
}
