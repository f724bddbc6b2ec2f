const BY_SCRIPT = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Han}/u, "zh"],
  [/\p{Script=Thai}/u, "th"],
  [/\p{Script=Arabic}/u, "ar"],
  [/\p{Script=Cyrillic}/u, "ru"],
] as const;

/** The language to read a text in, as far as its script tells; "" where it does not, which HTML takes as unknown. */
export function textLanguage(text: string): string {
  return BY_SCRIPT.find(([script]) => script.test(text))?.[1] ?? "";
}
