import type { Check } from "#lib/checks/check.ts";
import { ClaimsCheck } from "#lib/checks/claims/claims-check.ts";
import { LanguageCheck } from "#lib/checks/language/language-check.ts";
import { loadLanguageDetector } from "#lib/checks/language/language-detector.ts";
import { LexiconCheck } from "#lib/checks/lexicons/lexicon-check.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { starterLexicons } from "#lib/checks/lexicons/starter-lexicons.ts";
import { LinksCheck } from "#lib/checks/links/links-check.ts";
import { PersonalDataCheck } from "#lib/checks/personal-data/personal-data-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import {
  type LabelledLanguage,
  type LabelledPart,
  type LabelledRecord,
  readLabelled,
} from "./labelled/records.ts";

/** What a check found of what was to be found, over a part of the set. */
export interface Figures {
  check: string;
  language: string;
  expected: number;
  found: number;
  /** Of the expected ones, those that a column contradicts. */
  anchored: number;
  anchoredFound: number;
  flagged: number;
  right: number;
  /** Of the facts that the row states: how many there are, and how many were flagged as claims all the same. */
  supported: number;
  supportedFlagged: number;
  /** What was missed and what was flagged in vain; of the held-out part nobody looks at them. */
  missed: string[];
  wrong: string[];
}

/** Every check that needs nobody else, with the starter lexicons of a language. */
export async function localChecks(language: LabelledLanguage): Promise<Check[]> {
  const lexicons = starterLexicons
    .filter((lexicon) => lexicon.languages.includes(language))
    .map((lexicon, index) => ({ ...lexicon, id: String(index), version: 1 }));
  return [
    new ClaimsCheck("block"),
    new LexiconCheck(new LexiconMatcher(lexicons, "2026-01-01")),
    new PersonalDataCheck("block"),
    new LinksCheck("block"),
    new LanguageCheck("block", await loadLanguageDetector()),
  ];
}

/** What each check finds of what is labelled in a part of the set. */
export async function labelledFigures(language: LabelledLanguage, part: LabelledPart): Promise<Figures[]> {
  const checks = await localChecks(language);
  const figures = new Map<string, Figures>();
  for (const kind of ["claims", "lexicon", "personal-data", "links", "language"])
    figures.set(kind, {
      check: kind,
      language,
      expected: 0,
      found: 0,
      anchored: 0,
      anchoredFound: 0,
      flagged: 0,
      right: 0,
      supported: 0,
      supportedFlagged: 0,
      missed: [],
      wrong: [],
    });
  for (const record of readLabelled(language, part)) count(figures, record, checks);
  return [...figures.values()];
}

/**
 * Of claims that a column contradicts and facts that the row states, the mean of the shares told rightly, from 0 to 1.
 */
export function balancedAccuracy({ anchored, anchoredFound, supported, supportedFlagged }: Figures): number {
  return (anchoredFound / anchored + 1 - supportedFlagged / supported) / 2;
}

function count(figures: Map<string, Figures>, labelled: LabelledRecord, checks: Check[]): void {
  const texts = outputTexts(labelled.output);
  const fields = new Map(texts.map(({ path, text }) => [path, text]));
  const flags = runChecks(checks, labelled.row, labelled.output, labelled.language).flatMap((verdict) =>
    flagsOf(verdict, fields),
  );
  for (const label of labelled.expected) {
    const figure = figures.get(label.check);
    if (!figure) continue;
    figure.expected++;
    const isFound = flags.some((flag) => flag.check === label.check && meets(flag, label, fields));
    if (label.column) figure.anchored++;
    if (label.column && isFound) figure.anchoredFound++;
    if (isFound) figure.found++;
    else
      figure.missed.push(`${labelled.id} ${label.column ?? "-"}:${label.kind} ${label.field}: ${label.text}`);
  }
  for (const flag of flags) {
    const figure = figures.get(flag.check);
    if (!figure) continue;
    figure.flagged++;
    if (labelled.expected.some((label) => flag.check === label.check && meets(flag, label, fields)))
      figure.right++;
    else figure.wrong.push(`${labelled.id} ${flag.field}: ${flag.text} [${flag.about}]`);
  }
  const claims = figures.get("claims");
  if (!claims) return;
  for (const fact of labelled.supported) {
    claims.supported++;
    const flagged = flags.find((flag) => flag.check === "claims" && meets(flag, fact, fields));
    const isAlsoExpected = labelled.expected.some(
      (label) => label.check === "claims" && flagged && meets(flagged, label, fields),
    );
    if (flagged && !isAlsoExpected) claims.supportedFlagged++;
  }
}

interface Flag {
  check: string;
  field: string;
  text: string;
  from: number;
  to: number;
  about: string;
}

function flagsOf(
  { kind, verdict, field, spans, message, evidence }: Verdict,
  fields: Map<string, string>,
): Flag[] {
  if (verdict === "pass" || field === null) return [];
  const letters = [...(fields.get(field) ?? "")];
  return spans.map(({ from, to }) => ({
    check: kind,
    field,
    from: letters.slice(0, from).join("").length,
    to: letters.slice(0, to).join("").length,
    text: letters.slice(from, to).join(""),
    about: `${message.code} ${String(evidence?.claim ?? evidence?.category ?? "")}`,
  }));
}

// A flag meets a label where they share a stretch of any place the label's text stands at.
function meets(
  flag: Flag,
  { field, text }: { field: string; text: string },
  fields: Map<string, string>,
): boolean {
  if (flag.field !== field) return false;
  const whole = fields.get(field) ?? "";
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1))
    if (flag.from < at + text.length && at < flag.to) return true;
  return false;
}
