/** Tells languages of one script apart; loaded only where a check asks for it, for its tables take memory. */
export interface LanguageDetector {
  /** Whether a text is surely in another language than the one named; `false` where it is too short to say. */
  isOther(text: string, language: string): boolean;
}

// Languages that short texts do not tell apart.
const ALIKE = [
  ["id", "ms"],
  ["no", "nb", "nn", "da"],
  ["hr", "sr", "bs", "sl"],
  ["pt", "gl"],
  ["es", "ca", "gl"],
  ["cs", "sk"],
  ["nl", "af"],
];
const FEWEST_WORDS = 4;
const FEWEST_LETTERS = 18;
const NAMES = /(?=\p{Lu})(?<=\S\s+)\p{Lu}[\p{L}\p{N}'’-]*(?:\s+\p{Lu}[\p{L}\p{N}'’-]*)+/gu;

/** Loads the tables of the detector, once a process. */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import("eld/extrasmall");
  return {
    isOther(text, language) {
      const words = text.replaceAll(NAMES, " ").match(/[\p{L}'’]{2,}/gu) ?? [];
      const plain = words.join(" ");
      if (words.length < FEWEST_WORDS || plain.length < FEWEST_LETTERS) return false;
      const detected = eld.detect(plain);
      if (detected.language === "" || isAlike(detected.language, language)) return false;
      const { [language]: own = 0, [detected.language]: other = 0 } = detected.getScores();
      return detected.isReliable() && other > own * 1.25;
    },
  };
}

function isAlike(one: string, other: string): boolean {
  return one === other || ALIKE.some((group) => group.includes(one) && group.includes(other));
}
