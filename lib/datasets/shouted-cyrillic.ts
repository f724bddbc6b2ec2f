import type { Encoding } from "./file-format.ts";
import { decodeSample } from "./text-decoder.ts";

/** Vowels as a share of the letters of Russian, Ukrainian and Bulgarian texts: 0.42 to 0.45. */
const USUAL_VOWELS = 0.43;
/** How far off the share may be in a text of a few words. */
const NEAR = 0.1;

/**
 * Small letters of KOI8 stand where Windows has capitals: a text all in capitals reads as one all in small letters, of other
 * words. `null` where it is no such text; else the one of the two that has as many vowels as words have.
 * @param found the encoding that the text was taken for.
 */
export function shoutedCyrillic(text: Uint8Array, found: Encoding): Encoding | null {
  if (found !== "koi8-r" && found !== "koi8-u") return null;
  if (/\p{Lu}/u.test(cyrillicIn(text, found))) return null;
  return oddness(text, "windows-1251") < oddness(text, found) ? "windows-1251" : found;
}

/** Whether a text has as many vowels as words have when it is read as Cyrillic of Windows. */
export function readsAsCyrillic(text: Uint8Array): boolean {
  return oddness(text, "windows-1251") < NEAR;
}

/** 0 for words as they are; 0.57 at most, and 1 for a text without a Cyrillic letter. */
function oddness(text: Uint8Array, encoding: Encoding): number {
  const letters = cyrillicIn(text, encoding);
  if (letters === "") return 1;
  const vowels = letters.replaceAll(/[^аеёиоуыэюяіїєъ]/giu, "");
  return Math.abs(vowels.length / letters.length - USUAL_VOWELS);
}

function cyrillicIn(text: Uint8Array, encoding: Encoding): string {
  return decodeSample(text, encoding).replaceAll(/\P{Script=Cyrillic}/gu, "");
}
