import { type FoldedText, foldText } from "#lib/folded-text.ts";
import { wordedNumbersIn } from "../claims/number-words.ts";
import { isSameQuantity } from "../claims/same-quantity.ts";
import { type Unit, unitAt } from "../claims/units.ts";

/** A number of a text with its unit, if it has one. */
export interface KeptNumber {
  /** In the original text, in UTF-16 units, with the unit. */
  from: number;
  to: number;
  /** Every amount that it can be read as: "1,500" is 1500 or 1.5. */
  amounts: number[];
  unit: Unit | null;
  step: 0;
  /** Written in digits: words say the same number, and are not asked for. */
  isDigits: boolean;
}

const NUMBER =
  /\d+ \d\/\d(?!\d)|\d+⁄\d{1,2}|(?<![\d/])\d{1,2}\/\d{1,2}(?![\d/])|\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?/gu;
/** What multiplies the number before it, folded. */
const TIMES: [RegExp, number][] = [
  [/^\s?(?:万|萬)/u, 1e4],
  [/^\s?(?:亿|億)/u, 1e8],
  [/^\s?千(?![克瓦米卡])/u, 1e3],
  [/^\s?百(?!分)/u, 1e2],
  [/^\s?(?:million(?:en|s)?|mio\.?|mn)(?!\p{L})/u, 1e6],
  [/^\s?(?:billion(?:s)?|milliarden?|mrd\.?|bn)(?!\p{L})/u, 1e9],
  [/^\s?(?:thousand|tausend|tsd\.?|k)(?![\p{L}\d])/u, 1e3],
];
const MONTHS = [
  "jan(?:uary|uar)?",
  "feb(?:ruary|ruar)?",
  "mar(?:ch)?|märz|mär",
  "apr(?:il)?",
  "may|mai",
  "june?|juni?",
  "july?|juli?",
  "aug(?:ust)?",
  "sept?(?:ember)?",
  "o[ck]t(?:ober)?",
  "nov(?:ember)?",
  "de[cz](?:ember)?",
].map((month) => new RegExp(`(?<!\\p{L})(?:${month})(?!\\p{L})`, "u"));
/** Small numbers as words of their own, beside those that claims know: an, first, once, both. */
const WORDS: Record<string, RegExp[]> = {
  en: [
    /\b(?:one|an?|once|first|single|solo|mono|each|every|per|daily|hourly|weekly|monthly)\b/u,
    /\b(?:two|twice|second|both|pair|double|dual|twin|twofold)\b|\b(?:bi|two)-/u,
    /\b(?:three|third|triple|thrice|trio|threefold)\b|\btri-/u,
    /\b(?:four|fourth|quad|quadruple|fourfold)\b|\bquad-/u,
    /\b(?:five|fifth)\b/u,
    /\b(?:six|sixth|half-dozen)\b/u,
    /\b(?:seven|seventh)\b/u,
    /\b(?:eight|eighth)\b/u,
    /\b(?:nine|ninth)\b/u,
    /\b(?:ten|tenth)\b/u,
    /\b(?:eleven|eleventh)\b/u,
    /\b(?:twelve|twelfth|dozen)\b/u,
  ],
  de: [
    /(?<!\p{L})(?:pro|je|jede[mnrs]?|täglich\p{L}*|stündlich\p{L}*|wöchentlich\p{L}*|monatlich\p{L}*|eine?[mnrs]?|erste[mnrs]?|einmal|einfach\p{L}*|einzel\p{L}*|ein\p{L}*(?:ig|teilig|lagig)\p{L}*)(?!\p{L})/u,
    /(?<!\p{L})(?:zwei|zweite|beide|doppel|paar|duo|zwie)\p{L}*/u,
    /(?<!\p{L})(?:drei|dritte|tri)\p{L}*/u,
    /(?<!\p{L})(?:vier|viert)\p{L}*/u,
    /(?<!\p{L})(?:fünf)\p{L}*/u,
    /(?<!\p{L})(?:sechs)\p{L}*/u,
    /(?<!\p{L})(?:sieben|siebt)\p{L}*/u,
    /(?<!\p{L})(?:acht)\p{L}*/u,
    /(?<!\p{L})(?:neun)\p{L}*/u,
    /(?<!\p{L})(?:zehn)\p{L}*/u,
    /(?<!\p{L})(?:elf)\p{L}*/u,
    /(?<!\p{L})(?:zwölf|dutzend)\p{L}*/u,
  ],
  zh: [
    /[一壹单單首每]/u,
    /[二两兩双雙贰]/u,
    /[三叁]/u,
    /[四肆]/u,
    /[五伍]/u,
    /[六陆]/u,
    /[七柒]/u,
    /[八捌]/u,
    /[九玖]/u,
    /[十拾]/u,
    /十一/u,
    /十二|一打/u,
  ],
  ja: [
    /[一壱単毎]|ひと|シングル/u,
    /[二両双弐]|ふた|ダブル|デュアル/u,
    /[三参]|みっ|トリプル/u,
    /四|よっ/u,
    /五|いつ/u,
    /六|むっ/u,
    /七|なな/u,
    /八|やっ/u,
    /九|ここの/u,
    /十/u,
    /十一/u,
    /十二|ダース/u,
  ],
};
// Half, quarter and the like are words in most languages.
const PARTS: [number, RegExp][] = [
  [0.5, /\bhalf\b|halb|hälfte|(?<!\p{L})半|½|1⁄2/u],
  [0.25, /\bquarter\b|viertel|四分之一|4分の1|四分の一/u],
  [0.75, /three[ -]quarters?|dreiviertel|drei viertel|四分之三|4分の3/u],
  [1 / 3, /\bthird\b|drittel|三分之一|3分の1|三分の一/u],
];
const ALL_THE_TIME = "24/7";
const MOST = 500;

/**
 * The numbers of a text, in order; those written as words too, five hundred at most of either.
 * @param language whose signs for thousands and decimals are taken at their word; either reading without it.
 */
export function numbersOf(text: string, language?: string): KeptNumber[] {
  const folded = foldText(text);
  const signs = language === undefined ? null : signsOf(language);
  const digits: KeptNumber[] = [];
  for (const { index, 0: written } of folded.text.matchAll(NUMBER)) {
    if (digits.length === MOST) break;
    if (written === ALL_THE_TIME) continue;
    digits.push(readNumber(folded, index, written, signs));
  }
  const words = [...wordedNumbersIn(folded.text)].slice(0, MOST).map(({ amount, from, to }): KeptNumber => {
    const [times, behind] = multiplied(folded.text, to);
    const measured = unitBehind(folded.text, behind);
    return {
      ...placed(folded, from, measured?.to ?? behind),
      amounts: [amount * times],
      unit: measured?.unit ?? null,
      step: 0,
      isDigits: false,
    };
  });
  return [...digits, ...words].sort((a, b) => a.from - b.from);
}

/** A translation, and the numbers that it says. */
export interface NumberedText {
  text: string;
  /** The same, folded. */
  folded: string;
  numbers: readonly KeptNumber[];
}

/**
 * Whether a translation says a number of its source: the same amount, in the same unit or one that it can be told in,
 * in digits or, where it is small, a part or a month, as a word of its language.
 */
export function saysNumber(
  number: KeptNumber,
  source: string,
  translation: NumberedText,
  language: string,
): boolean {
  const { numbers, folded } = translation;
  return (
    numbers.some((other) => isSameNumber(number, other)) ||
    isDiscountTold(number, source, translation) ||
    isWordTold(number, translation, language) ||
    (isMonthOf(number, source) && number.amounts.some((amount) => MONTHS[amount - 1]?.test(folded))) ||
    PARTS.some(([part, word]) => isNear(number.amounts, part) && word.test(folded))
  );
}

function isSameNumber(one: KeptNumber, other: KeptNumber): boolean {
  if (one.unit && other.unit && one.unit.dimension !== "count" && other.unit.dimension !== "count")
    return isSameQuantity(one, other);
  return isSameQuantity({ ...one, unit: null }, { ...other, unit: null });
}

const wordsTold = new WeakMap<NumberedText, Map<number, boolean>>();

// "Two years" and "two layers" are said in words, "two millilitres" hardly.
function isWordTold({ amounts, unit }: KeptNumber, translation: NumberedText, language: string): boolean {
  if (unit && unit.dimension !== "count" && unit.dimension !== "time") return false;
  const words = WORDS[language.split("-")[0] ?? ""];
  const told = wordsTold.get(translation) ?? new Map<number, boolean>();
  wordsTold.set(translation, told);
  return amounts.some((amount) => {
    const isTold = told.get(amount) ?? words?.[amount - 1]?.test(translation.folded) ?? false;
    told.set(amount, isTold);
    return isTold;
  });
}

// 8折 is what is left of the price, and "20 % off" what is taken from it.
function isDiscountTold(number: KeptNumber, source: string, { text, numbers }: NumberedText): boolean {
  const left = leftOfPrice(number, source);
  if (left)
    return numbers.some(({ amounts }) =>
      amounts.some((told) => left.includes(told) || left.includes(100 - told)),
    );
  if (number.unit?.dimension !== "share") return false;
  return numbers.some((told) =>
    leftOfPrice(told, text)?.some((percent) =>
      number.amounts.some((one) => one === percent || one === 100 - percent),
    ),
  );
}

/** How many percent a number before 折 leaves of a price; `null` for any other number. */
function leftOfPrice({ amounts, to }: KeptNumber, text: string): number[] | null {
  return /^\s?折/u.test(text.slice(to))
    ? amounts.map((amount) => (amount < 10 ? amount * 10 : amount))
    : null;
}

// "5/2026" and "2026-05" are months by their places.
function isMonthOf({ from, to, amounts }: KeptNumber, source: string): boolean {
  const isMonth = amounts.some((amount) => Number.isInteger(amount) && amount >= 1 && amount <= 12);
  if (isMonth && /^\s?月/u.test(source.slice(to))) return true;
  const around = source.slice(Math.max(0, from - 5), to + 5);
  return isMonth && /\d{4}\s?[-./年]\s?\d{1,2}|\d{1,2}\s?[-./]\s?\d{4}/u.test(around);
}

function readNumber(
  folded: FoldedText,
  start: number,
  written: string,
  signs: NumberSigns | null,
): KeptNumber {
  const { text } = folded;
  const [times, behind] = multiplied(text, start + written.length);
  const measured = unitBehind(text, behind);
  return {
    ...placed(folded, start, measured?.to ?? behind),
    amounts: amountsOf(written, signs).map((amount) => amount * times),
    unit: measured?.unit ?? null,
    step: 0,
    isDigits: true,
  };
}

function multiplied(text: string, end: number): [times: number, to: number] {
  const rest = text.slice(end, end + 12);
  for (const [word, times] of TIMES) {
    const found = word.exec(rest);
    if (found) return [times, end + found[0].length];
  }
  return [1, end];
}

function unitBehind(text: string, end: number): { unit: Unit; to: number } | null {
  let from = end;
  while (from < end + 2 && /[\s\u00a0\u202f-]/u.test(text[from] ?? "")) from++;
  const measured = unitAt(text, from);
  if (!measured) return null;
  const { form, to } = measured;
  // "in" is a word of its own, and an inch only at the end of what is measured; a letter apart is mostly a name.
  if (form === "in") return /^\.?\s*(?:[x×*,;:)/]|$)/u.test(text.slice(to, to + 6)) ? measured : null;
  return from > end && /^[cftjd]$/u.test(form) ? null : measured;
}

// "1,500" and "1.500" are 1500 or 1.5, by where they were written; "1 1/2" and "1½" are one and a half.
function amountsOf(written: string, signs: NumberSigns | null): number[] {
  const [whole = "", parts] = written.split(/[⁄/]/u);
  if (parts !== undefined) return fractions(whole, Number(parts));
  const plain = Number(written.replaceAll(/[^\d]/gu, ""));
  const last = Math.max(written.lastIndexOf(","), written.lastIndexOf("."));
  if (last < 0) return [plain];
  const marks = new Set(written.match(/[,.]/gu));
  const isGroupedTwice = marks.size === 1 && written.indexOf([...marks][0] ?? "") < last;
  if (isGroupedTwice) return [plain];
  const digits = (text: string) => text.replaceAll(/[^\d]/gu, "");
  const decimal = Number(`${digits(written.slice(0, last))}.${digits(written.slice(last + 1))}`);
  if (marks.size === 2 || written.length - last - 1 !== 3) return [decimal];
  if (written[last] === signs?.decimal) return [decimal];
  return written[last] === signs?.group ? [plain] : [plain, decimal];
}

interface NumberSigns {
  group: string;
  decimal: string;
}

const knownSigns = new Map<string, NumberSigns>();

function signsOf(language: string): NumberSigns {
  const known = knownSigns.get(language);
  if (known) return known;
  const parts = new Intl.NumberFormat(language).formatToParts(12_345.6);
  const sign = (type: "group" | "decimal") => parts.find((part) => part.type === type)?.value ?? "";
  const signs = { group: sign("group"), decimal: sign("decimal") };
  knownSigns.set(language, signs);
  return signs;
}

function fractions(whole: string, parts: number): number[] {
  const above = Number(whole.at(-1));
  if (whole.includes(" ") || whole.length > 1) {
    const mixed = Number(whole.slice(0, -1)) + above / parts;
    return [mixed, Number(whole) / parts];
  }
  return [above / parts];
}

function isNear(amounts: readonly number[], wanted: number): boolean {
  return amounts.some((amount) => Math.abs(amount - wanted) < 1e-3);
}

function placed({ at, original }: FoldedText, start: number, end: number): { from: number; to: number } {
  return { from: at[start] ?? 0, to: at[end] ?? original.length };
}
