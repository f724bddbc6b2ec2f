import type { LexiconEntry } from "./lexicon.ts";
import { STARTER_LEXICON_NAMES as NAMES } from "./starter-lexicon-names.ts";
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
  { name: NAMES["absolute-terms"].zh, languages: ["zh"], entries: absoluteTermsZh },
  { name: NAMES["absolute-terms"].en, languages: ["en"], entries: absoluteTermsEn },
  { name: NAMES["absolute-terms"].de, languages: ["de"], entries: absoluteTermsDe },
  { name: NAMES["absolute-terms"].ja, languages: ["ja"], entries: absoluteTermsJa },
  { name: NAMES["medical-claims"].zh, languages: ["zh"], entries: medicalClaims.zh },
  { name: NAMES["medical-claims"].en, languages: ["en"], entries: medicalClaims.en },
  { name: NAMES["medical-claims"].de, languages: ["de"], entries: medicalClaims.de },
  { name: NAMES["medical-claims"].ja, languages: ["ja"], entries: medicalClaims.ja },
  { name: "脏话", languages: ["zh"], entries: profanity.zh },
  { name: "Profanity", languages: ["en"], entries: profanity.en },
  { name: "Schimpfwörter", languages: ["de"], entries: profanity.de },
  { name: "罵倒語", languages: ["ja"], entries: profanity.ja },
];
