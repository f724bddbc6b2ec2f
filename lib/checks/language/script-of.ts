/** Scripts that tell languages apart. */
export type Script =
  | "han"
  | "kana"
  | "hangul"
  | "cyrillic"
  | "arabic"
  | "hebrew"
  | "thai"
  | "greek"
  | "devanagari"
  | "latin";

const SCRIPTS: [Script, RegExp][] = [
  ["han", /\p{Script=Han}/gu],
  ["kana", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["hangul", /\p{Script=Hangul}/gu],
  ["cyrillic", /\p{Script=Cyrillic}/gu],
  ["arabic", /\p{Script=Arabic}/gu],
  ["hebrew", /\p{Script=Hebrew}/gu],
  ["thai", /\p{Script=Thai}/gu],
  ["greek", /\p{Script=Greek}/gu],
  ["devanagari", /\p{Script=Devanagari}/gu],
  ["latin", /\p{Script=Latin}/gu],
];
const OF_LANGUAGE: Record<string, Script[]> = {
  zh: ["han"],
  yue: ["han"],
  ja: ["kana", "han"],
  ko: ["hangul"],
  ru: ["cyrillic"],
  uk: ["cyrillic"],
  bg: ["cyrillic"],
  mk: ["cyrillic"],
  be: ["cyrillic"],
  kk: ["cyrillic"],
  ar: ["arabic"],
  fa: ["arabic"],
  ur: ["arabic"],
  he: ["hebrew"],
  th: ["thai"],
  el: ["greek"],
  hi: ["devanagari"],
  mr: ["devanagari"],
  ne: ["devanagari"],
};

/** How many letters of each script a text has; scripts it has none of are left out. */
export function scriptCounts(text: string): Map<Script, number> {
  const counts = new Map<Script, number>();
  for (const [script, letters] of SCRIPTS) {
    const count = text.match(letters)?.length ?? 0;
    if (count > 0) counts.set(script, count);
  }
  return counts;
}

/** Whether a text has a letter that only its own language would have of those that are told apart: for Japanese, kana. */
export function hasOwnLetter(text: string, own: readonly Script[]): boolean {
  const telling = own.includes("kana") ? ["kana"] : own;
  return SCRIPTS.some(([script, letters]) => telling.includes(script) && text.search(letters) >= 0);
}

/** The scripts a language is written in. */
export function scriptsOf(language: string): readonly Script[] {
  return OF_LANGUAGE[language] ?? ["latin"];
}
