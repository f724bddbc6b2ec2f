import { LanguageCheck } from "#lib/checks/language/language-check.ts";
import { loadLanguageDetector } from "#lib/checks/language/language-detector.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import {
  type LabelledLanguage,
  type LabelledPart,
  type LabelledRecord,
  labelledLanguages,
  readLabelled,
} from "./labelled/records.ts";

/** How often a description is told to be in another language than the one asked for. */
export interface LanguageFigures {
  /** The language asked for. */
  asked: LabelledLanguage;
  /** Descriptions in the other three languages, and how many of them were flagged. */
  foreign: number;
  found: number;
  /** Descriptions in the language asked for, and how many of them were flagged all the same. */
  own: number;
  flagged: number;
}

const TAGS: Record<LabelledLanguage, string> = { zh: "zh-CN", en: "en", de: "de", ja: "ja" };

/**
 * Checks the descriptions of a part of the labelled set in all its languages as if they were to be in one: a language
 * label is rare in it, and each of its texts is in the wrong language for three that could have been asked for.
 */
export async function languageFigures(asked: LabelledLanguage, part: LabelledPart): Promise<LanguageFigures> {
  const check = new LanguageCheck("block", await loadLanguageDetector());
  const isFlagged = ({ row, output: { description } }: LabelledRecord) =>
    runChecks([check], row, { description }, TAGS[asked]).some(({ verdict }) => verdict !== "pass");
  const texts = labelledLanguages.map((language) => ({
    language,
    records: readLabelled(language, part).filter(
      ({ expected }) => !expected.some((label) => label.check === "language"),
    ),
  }));
  const own = texts.filter(({ language }) => language === asked).flatMap(({ records }) => records);
  const foreign = texts.filter(({ language }) => language !== asked).flatMap(({ records }) => records);
  return {
    asked,
    foreign: foreign.length,
    found: foreign.filter(isFlagged).length,
    own: own.length,
    flagged: own.filter(isFlagged).length,
  };
}
