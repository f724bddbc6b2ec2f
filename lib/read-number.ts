import { trimBlanks } from "./blank-text.ts";

const CODES = [...Intl.supportedValuesOf("currency"), "RMB"].join("|");
const SIGN_OF_MONEY = String.raw`(?:(?:[A-Z]{1,3})?\p{Sc}|${CODES})`;
const MONEY_BEFORE = new RegExp(String.raw`^([+-]?)\s*${SIGN_OF_MONEY}\s*([+-]?)`, "u");
const MONEY_AFTER = new RegExp(String.raw`\s*(?:${SIGN_OF_MONEY}|元|円|圆|圓|원)$`, "u");

/** Longer texts are no numbers, whatever they hold. */
const MOST_CHARACTERS = 100;

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const COMMA_DECIMAL = /^[+-]?\d+,\d+$/;
const GROUPED = /^([+-]?\d{1,3})([,.' ])(\d{2,3}(?:\2\d{2,3})*)(?:([.,])(\d+))?$/;
/** Groups of three, or of two before the last three as in India. */
const GROUPS = /^(?:\d{3})(?:,\d{3})*$|^(?:\d{2},)+\d{3}$/;

/**
 * The number that a text of any usual spelling stands for, as plain decimal digits that `Number` and `Big` read; `null`
 * for a text that is none. It reads separators of groups and decimals in the ways of the world (`1,299.00`, `1.299,00`,
 * `1 299,00`, `1’299.00`, `1,29,900`), signs and codes of currencies (`¥12`, `US$12`, `12 EUR`, `12元`), full-width and
 * other digits, and a minus in any form (`−5`, `(5)`, `5-`). One separator before three digits is the world's likelier:
 * a comma parts groups, a point decimals. `12e3` is none: what looks so is an article number, or a number that a
 * spreadsheet has cut short.
 */
export function readNumber(text: string): string | null {
  const trimmed = trimBlanks(text);
  if (trimmed.length > MOST_CHARACTERS) return null;
  const bare = PLAIN.test(trimmed) ? trimmed : withoutMoney(unified(trimmed));
  if (bare === null) return null;
  if (PLAIN.test(bare)) return withoutPlus(bare);
  const grouped = GROUPED.exec(bare);
  const number = grouped && fromGroups(grouped);
  if (number) return withoutPlus(number);
  return COMMA_DECIMAL.test(bare) ? withoutPlus(bare.replace(",", ".")) : null;
}

// One spelling for what only looks different: widths, digits of other scripts, spaces, minus signs and apostrophes.
function unified(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, latinDigit)
    .replaceAll("٫", ".")
    .replaceAll("٬", ",")
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/[’‘`´]/g, "'")
    .replace(/\s/g, " ");
}

// Digits of a script follow each other, and none begins right after another's nine.
function latinDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return digit;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return String(before % 10);
}

// An accountant's brackets and a minus at the end mean what a minus in front does. Two signs are none.
function withoutMoney(text: string): string | null {
  const bracketed = /^\((.+)\)$/.exec(text)?.[1];
  const trailing = /^([^-+]+)-$/.exec(text)?.[1];
  const amount = (bracketed ?? trailing ?? text).trim();
  const before = MONEY_BEFORE.exec(amount);
  const signs = before ? `${before[1]}${before[2]}` : "";
  const digits = (before ? amount.slice(before[0].length) : amount).replace(MONEY_AFTER, "").trim();
  const isNegated = bracketed !== undefined || trailing !== undefined;
  const sign = `${isNegated ? "-" : ""}${signs}`;
  if (sign.length > 1 || (sign !== "" && /^[+-]/.test(digits))) return null;
  return sign + digits;
}

function fromGroups([, first = "", group = "", rest = "", point, decimals]: RegExpExecArray): string | null {
  if (point === group || !GROUPS.test(rest.replaceAll(group, ","))) return null;
  // 0,125 and 1.299 are no thousands: nobody groups after a nought, and a single point is a decimal one.
  const isSingle = point === undefined && rest.length === 3;
  if (isSingle && (/^[+-]?0/.test(first) || group === ".")) return `${first}.${rest}`;
  return first + rest.replaceAll(group, "") + (decimals === undefined ? "" : `.${decimals}`);
}

function withoutPlus(text: string): string {
  return text.replace("+", "");
}
