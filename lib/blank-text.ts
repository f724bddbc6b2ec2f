import { BLANKS } from "#db/blank-text.ts";

const VISIBLE = new RegExp(`[^\\0${BLANKS}]`, "u");

/** Whether a text holds nothing that a person could see: such a value is missing, wherever that is asked. */
export function isBlankText(text: string): boolean {
  return !VISIBLE.test(text);
}

/** A text without what nobody sees around it. */
export function trimBlanks(text: string): string {
  const from = text.search(VISIBLE);
  if (from < 0) return "";
  let to = text.length;
  while (!VISIBLE.test(lastCharacter(text, to))) to -= lastCharacter(text, to).length;
  return text.slice(from, to);
}

function lastCharacter(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  const isPair = unit >= 0xdc00 && unit <= 0xdfff && end > 1;
  return String.fromCodePoint(text.codePointAt(isPair ? end - 2 : end - 1) ?? 0);
}
