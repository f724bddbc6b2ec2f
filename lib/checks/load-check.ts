import type { Db } from "#db/client.ts";
import { type GlossaryVersion, loadGlossaries } from "#lib/glossaries/load-glossaries.ts";
import type { CheckSpec, ClaimsSpec } from "#lib/templates/check-spec.ts";
import type { Check, CheckedOutput } from "./check.ts";
import { ClaimsCheck } from "./claims/claims-check.ts";
import { FormatCheck } from "./format/format-check.ts";
import { GlossaryCheck } from "./glossary/glossary-check.ts";
import { KeptPartsCheck } from "./kept-parts/kept-parts-check.ts";
import { LanguageCheck } from "./language/language-check.ts";
import { loadLanguageDetector } from "./language/language-detector.ts";
import { LexiconCheck } from "./lexicons/lexicon-check.ts";
import type { LexiconMatcher } from "./lexicons/lexicon-matcher.ts";
import { loadMatchers } from "./lexicons/load-matchers.ts";
import { LinksCheck } from "./links/links-check.ts";
import { PersonalDataCheck } from "./personal-data/personal-data-check.ts";
import type { Verdict } from "./verdict.ts";

/** Versions of managed tables that checks go by, whatever has become of these since. */
export interface FixedTables {
  /** By id. */
  lexicons?: ReadonlyMap<string, number> | undefined;
  glossaries?: readonly GlossaryVersion[] | undefined;
}

/** A check that looks at an output by itself. */
export type LocalCheckSpec = Exclude<CheckSpec, { kind: "near-duplicate" | "moderation" | "judge" }>;

/** Whether a check looks at an output by itself: it needs neither other outputs nor a model. */
export function isLocal(spec: CheckSpec): spec is LocalCheckSpec {
  return spec.kind !== "near-duplicate" && spec.kind !== "moderation" && spec.kind !== "judge";
}

/** The rules that flag claims, over the fields they are asked for. */
export function claimsRules({ severity, fields }: ClaimsSpec): Check {
  return overFields(new ClaimsCheck(severity), fields);
}

/**
 * Makes a check that a template asks for ready for many outputs, by their language.
 * @param fixed versions of tables to go by; those without one are taken as they stand now.
 */
export async function loadCheck(
  tx: Db,
  spec: LocalCheckSpec,
  languages: readonly string[],
  fixed: FixedTables,
): Promise<Map<string, Check>> {
  const checkFor = await checksOf(tx, spec, languages, fixed);
  return new Map(languages.map((language) => [language, overFields(checkFor(language), spec.fields)]));
}

async function checksOf(
  tx: Db,
  spec: LocalCheckSpec,
  languages: readonly string[],
  fixed: FixedTables,
): Promise<(language: string) => Check> {
  switch (spec.kind) {
    case "language": {
      const detector = await loadLanguageDetector();
      return () => new LanguageCheck(spec.severity, detector);
    }
    case "lexicon": {
      const matchers = await loadMatchers(tx, spec.lexiconIds, languages, fixed.lexicons);
      return (language) => new LexiconCheck(matcherIn(matchers, language), spec.severity);
    }
    case "glossary": {
      const glossaries = await loadGlossaries(tx, spec.glossaryIds, fixed.glossaries);
      return () => new GlossaryCheck(spec, glossaries);
    }
    case "format":
      return () => new FormatCheck(spec);
    case "kept-parts":
      return () => new KeptPartsCheck(spec);
    case "claims":
      return () => new ClaimsCheck(spec.severity);
    case "personal-data":
      return () => new PersonalDataCheck(spec.severity);
    case "links":
      return () => new LinksCheck(spec.severity);
  }
}

function matcherIn(matchers: ReadonlyMap<string, LexiconMatcher>, language: string): LexiconMatcher {
  const matcher = matchers.get(language);
  if (!matcher) throw new RangeError(`No matcher for ${language}.`);
  return matcher;
}

function overFields(check: Check, fields: readonly string[] | undefined): Check {
  if (!fields) return check;
  return {
    kind: check.kind,
    run(output: CheckedOutput): Verdict[] {
      return check.run(outputWith(output, fields));
    },
  };
}

/** An output with these of its fields alone. */
function outputWith({ output, texts, ...made }: CheckedOutput, fields: readonly string[]): CheckedOutput {
  return {
    ...made,
    output: Object.fromEntries(Object.entries(output).filter(([name]) => fields.includes(name))),
    texts: texts.filter(({ path }) => fields.includes(path.split(".")[0] ?? "")),
  };
}
