import { foldText, hasCjk } from "#lib/folded-text.ts";
import { evenlySpaced } from "./evenly-spaced.ts";

const GAPS = /…+/;
const TERM = "~";
// What begins another clause ends a gap; marks inside numbers and between the words of a list do not.
const WITHIN_CLAUSE = String.raw`(?:(?!\.\s|\.$)[^,，。;；!！?？:：\n]){0,40}?`;
const MAY_BE_APART = String.raw`\s?`;
const WORD_BEGINS = /^[\p{L}\p{N}]/u;
const WORD_ENDS = /[\p{L}\p{N}]$/u;
/** As far as an exception with two gaps reaches from its term. */
const REACH = 120;

/** The pieces of a phrase between its gaps, folded: `…` stands for some words of one clause, as in "the only … you need". */
export function piecesOf(phrase: string): string[] {
  return phrase
    .split(GAPS)
    .map((piece) => evenlySpaced(foldText(piece).text).trim())
    .filter((piece) => piece !== "");
}

/** What a text must go on with, from where the first piece of a phrase ends, to be the phrase. Sticky. */
export function restOf(pieces: readonly string[], goesOn: boolean): RegExp {
  const last = pieces.length - 1;
  const patterns = pieces.map((piece, at) => WITHIN_CLAUSE + asPattern(piece, goesOn && at === last));
  return new RegExp(patterns.join(""), "uy");
}

/** Whether an exception says more than the words of its phrase. */
export function isPattern(exception: string): boolean {
  return GAPS.test(exception) || exception.includes(TERM);
}

/**
 * An exception in which `…` stands for some words of a clause and `~` for the term: "is no cure for … ~", "~…患者慎用".
 * One without `~` holds for a term that stands in it: "最…的一档", "《…》".
 */
export class ExceptionPattern {
  readonly #before: RegExp | null;
  readonly #after: RegExp | null;
  readonly #around: RegExp | null;

  constructor(exception: string) {
    const [before, after = ""] = exception.split(TERM);
    const isAroundTerm = exception.includes(TERM);
    this.#around = isAroundTerm ? null : new RegExp(patternOf(exception), "gu");
    this.#before = isAroundTerm ? new RegExp(`${patternOf(before ?? "")}${MAY_BE_APART}$`, "u") : null;
    this.#after = isAroundTerm ? new RegExp(`^${MAY_BE_APART}${patternOf(after)}`, "u") : null;
  }

  /** Whether it holds for a term at a place of a folded, evenly spaced text. */
  holds(text: string, from: number, to: number): boolean {
    const [start, end] = [Math.max(0, from - REACH), to + REACH];
    if (this.#before && this.#after)
      return this.#before.test(text.slice(start, from)) && this.#after.test(text.slice(to, end));
    for (const { index, 0: found } of text.slice(start, end).matchAll(this.#around ?? /$^/g))
      if (start + index <= from && to <= start + index + found.length) return true;
    return false;
  }
}

function patternOf(phrase: string): string {
  const [leads, follows] = [/^…/.test(phrase.trim()), /…$/.test(phrase.trim())];
  const inside = piecesOf(phrase)
    .map((piece) => asPattern(piece))
    .join(WITHIN_CLAUSE);
  return `${leads ? WITHIN_CLAUSE : ""}${inside}${follows ? WITHIN_CLAUSE : ""}`;
}

// As whole words in scripts that have them.
function asPattern(piece: string, goesOn = false): string {
  const letters = piece.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const before = WORD_BEGINS.test(piece) ? String.raw`(?<![\p{L}\p{N}])` : "";
  const after = WORD_ENDS.test(piece) && !goesOn ? String.raw`(?![\p{L}\p{N}])` : "";
  return hasCjk(piece) ? letters : `${before}${letters}${after}`;
}
