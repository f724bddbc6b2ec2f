import type { Check, CheckedText } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { otherChineseVariant } from "./chinese-variant.ts";
import { functionWordsIn } from "./function-words.ts";
import { countUnknownToJapanese } from "./japanese-characters.ts";
import type { LanguageDetector } from "./language-detector.ts";
import { hasOwnLetter, type Script, scriptCounts, scriptsOf } from "./script-of.ts";
import { sentencesOf } from "./sentences.ts";

// Letters of another script that a text may have: names of brands and models, units.
const FEW_LETTERS = 10;
const FEW_CJK_LETTERS = 4;
const FOREIGN_WORDS = 5;
// Fewer words are a sentence where one of them only holds others together.
const FEW_WORDS = 3;
const CONNECTING =
  /(?<![\p{L}\p{N}])(?:the|an?|and|or|your|our|you|we|it|its|is|are|with|for|from|this|that|to|in|on|of|no|not|more|make|get|der|die|das|und|mit|für|ist|ein|eine|les?|la|des|et|pour|avec|para|con|y)(?![\p{L}\p{N}])/iu;
// Characters that Chinese prose cannot do without and Japanese never has between kanji alone.
const CHINESE_ONLY = /[这這们們您为从吗嗎吧呢很让讓给你她个种对产级纯还着]/u;
// A name in a Japanese text may have one that the standard sets lack.
const FEW_UNKNOWN = 2;
const CHINESE_PARTICLES = /[的了在是不也再就都上里](?=.{0,40}[的了在是不也再就都上里])/u;

/** Whether an output is in the language it was asked for in, text by text and sentence by sentence. */
export class LanguageCheck implements Check {
  readonly kind = "language";
  private readonly severity: "warn" | "block";
  private readonly detector: LanguageDetector;

  constructor(severity: "warn" | "block", detector: LanguageDetector) {
    this.severity = severity;
    this.detector = detector;
  }

  run({ texts, language, source }: Parameters<Check["run"]>[0]): Verdict[] {
    const wanted = new Intl.Locale(language).maximize();
    const row = rowOf(source);
    const verdicts = texts.flatMap((text) => this.lookAt(text, wanted, row));
    return verdicts.length > 0 ? verdicts : [passVerdict("language", "language_as_asked", { language })];
  }

  private lookAt(text: CheckedText, wanted: Intl.Locale, row: Row): Verdict[] {
    const sentences = sentencesOf(text.text);
    const found = sentences.filter(({ words }) => this.isForeign(words, wanted, row));
    const isForeignAsAWhole =
      found.length === 0 && this.isForeignAsAWhole(text.text, sentences.length, wanted, row);
    const foreign = isForeignAsAWhole ? sentences : found;
    if (foreign.length === 0) return [];
    const isWhole = foreign.length === sentences.length;
    const code = isWhole ? "language_other" : "language_mixed";
    const message = { code, params: { language: wanted.language } };
    return [textVerdict("language", isWhole ? this.severity : "warn", text, foreign, message)];
  }

  // Fragments are too short to tell one by one; together they show it, where not one little word is the language's own.
  private isForeignAsAWhole(text: string, sentences: number, wanted: Intl.Locale, row: Row): boolean {
    if (sentences < 2) return false;
    const own = scriptsOf(wanted.language);
    if (!own.includes("latin"))
      return !hasOwnLetter(text, own) && isInOtherScript(withoutNamesOf(text, row), own, wanted);
    if (functionWordsIn(text, wanted.language)?.own !== 0) return false;
    return this.detector.isOther(withoutWordsOf(text, row), wanted.language);
  }

  private isForeign(sentence: string, wanted: Intl.Locale, row: Row): boolean {
    // A name as the row has it is in no language.
    if (row.text.includes(sentence.toLowerCase().replace(/[.!。！]$/, ""))) return false;
    const own = scriptsOf(wanted.language);
    if (!own.includes("latin")) return isInOtherScript(withoutNamesOf(sentence, row), own, wanted);
    const counts = scriptCounts(sentence);
    const others = [...counts].filter(([script]) => script !== "latin");
    const letters = sum(counts.values());
    if (sum(others.map(([, count]) => count)) >= Math.max(FEW_CJK_LETTERS, letters / 3)) return true;
    // Most sentences show what they are by their little words; the detector takes a hundred times as long.
    const little = functionWordsIn(sentence, wanted.language);
    if (little && little.own > little.other) return false;
    return this.detector.isOther(withoutWordsOf(sentence, row), wanted.language);
  }
}

interface Row {
  /** In lower case, as are its names. */
  text: string;
  /** Its cells and their words, for names stand among other words in an output. */
  names: readonly string[];
}

function rowOf(source: Readonly<Record<string, string>>): Row {
  const text = Object.values(source).join("\n").toLowerCase();
  const names = text.split(/[\s,，、;；|/]+/u).filter((name) => name.length > 1 && name.length < 40);
  return { text, names: [...new Set(names)].slice(0, 200) };
}

function withoutNamesOf(sentence: string, { names }: Row): string {
  return names.reduce((left, name) => left.replaceAll(name, " "), sentence.toLowerCase());
}

function isInOtherScript(sentence: string, own: readonly Script[], wanted: Intl.Locale): boolean {
  const counts = scriptCounts(sentence);
  const ownLetters = sum(own.map((script) => counts.get(script) ?? 0));
  const latin = counts.get("latin") ?? 0;
  const others = sum(counts.values()) - ownLetters - latin;
  if (others >= FEW_CJK_LETTERS && others > ownLetters / 4) return true;
  const latinWords = sentence.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  if (ownLetters === 0)
    return latin >= FEW_LETTERS && latinWords >= (CONNECTING.test(sentence) ? FEW_WORDS : FOREIGN_WORDS);
  if (wanted.language === "ja") return isChinese(sentence, counts);
  return wanted.language === "zh" && otherChineseVariant(sentence, wanted.script);
}

// Names that the row has are in no language.
function withoutWordsOf(sentence: string, { text }: Row): string {
  return sentence.replaceAll(/[\p{L}\p{M}'’-]+/gu, (word) => (text.includes(word.toLowerCase()) ? "" : word));
}

// Japanese of any length has kana between its kanji.
function isChinese(sentence: string, counts: Map<Script, number>): boolean {
  if (counts.has("kana")) return false;
  if (countUnknownToJapanese(sentence) >= FEW_UNKNOWN) return true;
  if ((counts.get("han") ?? 0) < FEW_LETTERS) return false;
  return CHINESE_ONLY.test(sentence) || CHINESE_PARTICLES.test(sentence);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
