import { trimBlanks } from "#lib/blank-text.ts";

const LENGTHS = new Set([8, 12, 13, 14]);

export type GtinRule = "gtin_not_digits" | "gtin_length" | "gtin_check_digit";

/**
 * A GTIN (EAN, UPC, JAN, ISBN-13) out of a cell, as its digits alone, or the rule it breaks. Spaces, hyphens, the
 * apostrophe that keeps a spreadsheet from counting with it, and the `.0` that one adds are not part of it. A
 * spreadsheet that took it for a number has also eaten its zeros in front: they come back where the check digit then
 * is right.
 */
export function readGtin(text: string): { ok: true; gtin: string } | { ok: false; rule: GtinRule } {
  const bare = trimBlanks(text.normalize("NFKC"))
    .replace(/^['’]/, "")
    .replace(/\.0+$/, "")
    .replace(/[\s\-‐‑–]/g, "");
  if (!/^\d+$/.test(bare)) return { ok: false, rule: "gtin_not_digits" };
  if (/^0+$/.test(bare)) return { ok: false, rule: "gtin_check_digit" };
  if (LENGTHS.has(bare.length))
    return isChecked(bare) ? { ok: true, gtin: bare } : { ok: false, rule: "gtin_check_digit" };
  const whole = bare.padStart(bare.length > 8 ? 12 : 8, "0");
  if (bare.length > 5 && LENGTHS.has(whole.length) && isChecked(whole)) return { ok: true, gtin: whole };
  return { ok: false, rule: "gtin_length" };
}

/** Whether the last digit is the one that the others ask for: weights 3 and 1 from the right, modulo 10. */
function isChecked(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const fromRight = digits.length - 1 - at;
    sum += Number(digits[at]) * (fromRight % 2 === 1 ? 3 : 1);
  }
  return sum % 10 === 0;
}
