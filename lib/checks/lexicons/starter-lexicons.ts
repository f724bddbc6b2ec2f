import type { LexiconEntry } from "./lexicon.ts";
import { absoluteTermsDe } from "./starters/absolute-terms-de.ts";
import { absoluteTermsEn } from "./starters/absolute-terms-en.ts";
import { absoluteTermsJa } from "./starters/absolute-terms-ja.ts";
import { absoluteTermsZh } from "./starters/absolute-terms-zh.ts";
import { medicalClaims } from "./starters/medical-claims.ts";
import { profanity } from "./starters/profanity.ts";

/** A lexicon that an installation begins with; its people change it as their own. */
export interface StarterLexicon {
  name: string;
  languages: string[];
  entries: LexiconEntry[];
}

/** The lexicons an installation begins with: absolute terms, medical claims and profanity in four languages. */
export const starterLexicons: readonly StarterLexicon[] = [
  { name: "广告绝对化用语", languages: ["zh"], entries: absoluteTermsZh },
  { name: "Absolute terms in advertising", languages: ["en"], entries: absoluteTermsEn },
  { name: "Alleinstellungs- und Garantieaussagen", languages: ["de"], entries: absoluteTermsDe },
  { name: "最上級表現・保証表現", languages: ["ja"], entries: absoluteTermsJa },
  { name: "医疗功效用语", languages: ["zh"], entries: medicalClaims.zh },
  { name: "Medical claims", languages: ["en"], entries: medicalClaims.en },
  { name: "Heilaussagen", languages: ["de"], entries: medicalClaims.de },
  { name: "医薬品的効能表現", languages: ["ja"], entries: medicalClaims.ja },
  { name: "脏话", languages: ["zh"], entries: profanity.zh },
  { name: "Profanity", languages: ["en"], entries: profanity.en },
  { name: "Schimpfwörter", languages: ["de"], entries: profanity.de },
  { name: "罵倒語", languages: ["ja"], entries: profanity.ja },
];
