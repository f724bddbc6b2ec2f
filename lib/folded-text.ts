import traditionalToSimplified from "opencc-js/dict/TSCharacters";

/** Text as it is compared: without differences of case, width, script variant and invisible characters. */
export interface FoldedText {
  original: string;
  text: string;
  /** For every UTF-16 unit of `text`, and its end, the place in `original`. */
  at: number[];
  /** Places in `original` of letters that take two UTF-16 units, in order. */
  pairs: readonly number[];
}

const APOSTROPHE = /[‘’‛ʼʹ`´]/;
const HYPHEN = /[\u2010\u2011]/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const MARK = /\p{M}/u;
// Boxes and rings around a letter or a digit, as of 1️⃣.
const ENCLOSING = /\p{Me}/u;
const MOST_MARKS = 8;
const DOTTED_I = "i\u0307";
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const CJK_IN_A_ROW = new RegExp(`${CJK.source}+`, "gu");
const LONGEST_WORD = 60;
const LETTER_OR_DIGIT = /[\p{L}\p{M}\p{N}]/u;

const foldedLetters = new Map<string, string>();

// "後 后|鐘 钟 锺|…": the first reading is the usual one.
const simplified = new Map<string, string>();
for (const entry of traditionalToSimplified.split("|")) {
  const [from, to] = entry.split(" ");
  if (from && to) simplified.set(from, to);
}

/**
 * Folds a text: NFKC, lower case, simplified characters, nothing invisible; each place leads back to the original. A letter
 * and its marks are one, however they are written.
 */
export function foldText(original: string): FoldedText {
  let text = "";
  const at: number[] = [];
  const pairs: number[] = [];
  let index = 0;
  while (index < original.length) {
    const letterEnd = index + unitsAt(original, index);
    if (letterEnd - index > 1) pairs.push(index);
    const end = endOfMarks(original, letterEnd);
    const letter = original.slice(index, end);
    const folded = end === letterEnd ? foldedLetter(letter) : foldMarked(letter);
    for (let unit = 0; unit < folded.length; unit++) at.push(index);
    text += folded;
    for (let unit = letterEnd; unit < end; unit += unitsAt(original, unit))
      if (unitsAt(original, unit) > 1) pairs.push(unit);
    index = end;
  }
  at.push(original.length);
  return { original, text, at, pairs };
}

function unitsAt(text: string, at: number): 1 | 2 {
  const isHighHalf = (text.charCodeAt(at) & 0xfc00) === 0xd800;
  return isHighHalf && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

/** Where the marks end that a letter before a place is written with: accents, voicing of kana, parts of a Hangul syllable. */
export function endOfMarks(text: string, at: number): number {
  let end = at;
  while (end < Math.min(text.length, at + MOST_MARKS) && isMark(text.charCodeAt(end))) end++;
  return end;
}

const marks = new Map<number, boolean>();

function isMark(unit: number): boolean {
  if (unit < 0x300 || (unit > 0x309a && unit < 0xd800)) return false;
  const known = marks.get(unit);
  if (known !== undefined) return known;
  const isVoicing = unit === 0xff9e || unit === 0xff9f;
  const isInSyllable = unit >= 0x1160 && unit <= 0x11ff;
  const is = isVoicing || isInSyllable || MARK.test(String.fromCharCode(unit));
  marks.set(unit, is);
  return is;
}

function foldMarked(letter: string): string {
  const seen = [...letter].filter((one) => !INVISIBLE.test(one) && !ENCLOSING.test(one)).join("");
  return [...seen.normalize("NFKC")].map(foldedLetter).join("");
}

// The same few thousand letters make all texts.
function foldedLetter(letter: string): string {
  const known = foldedLetters.get(letter);
  if (known !== undefined) return known;
  const folded = foldLetter(letter);
  foldedLetters.set(letter, folded);
  return folded;
}

function foldLetter(letter: string): string {
  if (INVISIBLE.test(letter)) return "";
  if (APOSTROPHE.test(letter)) return "'";
  if (HYPHEN.test(letter)) return "-";
  const folded = letter.normalize("NFKC").toLowerCase().replace(DOTTED_I, "i");
  return simplified.get(folded) ?? folded;
}

const APOSTROPHES = new RegExp(APOSTROPHE, "g");
const HYPHENS = new RegExp(HYPHEN, "g");
const INVISIBLES = new RegExp(INVISIBLE, "gu");

/**
 * A text as it is spelt, its case included: widths, forms, apostrophes, hyphens, blanks and what nobody sees make no
 * difference. Shops, spreadsheets and models each write these in their own way.
 */
export function asSpelt(text: string): string {
  return text
    .replace(APOSTROPHES, "'")
    .normalize("NFKC")
    .replace(HYPHENS, "-")
    .replace(INVISIBLES, "")
    .replace(/\s+/gu, " ");
}

/** Whether a stretch of the original does not begin or end inside a word; scripts without spaces have no word ends. */
export function isWholeWord(text: string, from: number, to: number): boolean {
  return isWordEdge(text, from) && isWordEdge(text, to);
}

/** Whether a word may begin or end at a place of a text. */
export function isWordEdge(text: string, at: number): boolean {
  const before = sortOf(text, at - 1);
  const after = sortOf(text, at);
  if (before === "mark" || after === "mark" || before === "cjk" || after === "cjk") return true;
  // Names run together in scripts without spaces still show where the next begins: "LuneNuit".
  return before === "small" && after === "capital";
}

type Sort = "mark" | "cjk" | "small" | "capital" | "other";

const sorts = new Map<number, Sort>();

function sortOf(text: string, at: number): Sort {
  if (at < 0 || at >= text.length) return "mark";
  const unit = text.charCodeAt(at);
  const known = sorts.get(unit);
  if (known) return known;
  const sort = newSortOf(String.fromCharCode(unit));
  sorts.set(unit, sort);
  return sort;
}

function newSortOf(letter: string): Sort {
  if (CJK.test(letter)) return "cjk";
  if (!LETTER_OR_DIGIT.test(letter)) return "mark";
  if (/\p{Ll}/u.test(letter)) return "small";
  return /\p{Lu}/u.test(letter) ? "capital" : "other";
}

/** Where the word ends that a place of a text stands in. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < Math.min(text.length, at + LONGEST_WORD) && !isWordEdge(text, end)) end++;
  return end;
}

/** Where the word begins that a place of a text stands in. */
export function wordStart(text: string, at: number): number {
  let start = at;
  while (start > Math.max(0, at - LONGEST_WORD) && !isWordEdge(text, start)) start--;
  return start;
}

/** Whether a text is written in a script without spaces, in part at least. */
export function hasCjk(text: string): boolean {
  return CJK.test(text);
}

/** A text of the same length in which words of scripts without spaces are blanks: what else it has stands free. */
export function withoutCjk(text: string): string {
  return text.replaceAll(CJK_IN_A_ROW, (letters) => " ".repeat(letters.length));
}
