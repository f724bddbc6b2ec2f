import type { LexiconTopic } from "#lib/templates/starters/starter.ts";

/** What the lexicons of an installation are called at first, by what they are about and their language. */
export const STARTER_LEXICON_NAMES = {
  "absolute-terms": {
    zh: "广告绝对化用语",
    en: "Absolute terms in advertising",
    de: "Alleinstellungs- und Garantieaussagen",
    ja: "最上級表現・保証表現",
  },
  "medical-claims": {
    zh: "医疗功效用语",
    en: "Medical claims",
    de: "Heilaussagen",
    ja: "医薬品的効能表現",
  },
} satisfies Record<LexiconTopic, Record<string, string>>;
