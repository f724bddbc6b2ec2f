import { GlossaryCheck } from "#lib/checks/glossary/glossary-check.ts";
import { KeptPartsCheck } from "#lib/checks/kept-parts/kept-parts-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { type Language, LOST, labelledPairs, type Pair, readGroups } from "./pairs.ts";

/** How often the checks said of fields what is labelled, by what is held against a source. */
export interface TranslationFigures {
  kind: (typeof LOST)[number];
  to: Language;
  /** Fields that were looked at, and of how many the right thing was said. */
  fields: number;
  right: number;
  /** Fields that lost something, and of how many that was found. */
  lost: number;
  found: number;
  /** What was said wrongly. */
  wrong: string[];
}

const KIND_OF: Record<string, (typeof LOST)[number]> = {
  glossary_missing: "term",
  glossary_changed: "term",
  glossary_untranslated: "term",
  placeholder_missing: "placeholder",
  placeholder_added: "placeholder",
  tag_missing: "tag",
  tag_added: "tag",
  tag_unbalanced: "tag",
  number_missing: "number",
};

/**
 * Checks every pair of the labelled set as one of two fields of an output, the other being a translation of another column
 * in which nothing is lost: what is said must be said of the right field.
 */
export function translationFigures(): TranslationFigures[] {
  const figures = new Map<string, TranslationFigures>();
  const pairs = labelledPairs(readGroups());
  for (const [index, pair] of pairs.entries()) {
    const beside = besideOf(pairs, index, pair);
    const verdicts = said(pair, beside);
    for (const kind of LOST) {
      const key = `${kind} ${pair.to}`;
      const sum = figures.get(key) ?? {
        kind,
        to: pair.to,
        fields: 0,
        right: 0,
        lost: 0,
        found: 0,
        wrong: [],
      };
      figures.set(key, sum);
      note(
        sum,
        pair,
        kind,
        verdicts.filter(({ field }) => field === "text"),
        pair.lost.includes(kind),
      );
      note(
        sum,
        beside,
        kind,
        verdicts.filter(({ field }) => field !== "text"),
        false,
      );
    }
  }
  return [...figures.values()];
}

function note(
  sum: TranslationFigures,
  { source, text }: Pair,
  kind: (typeof LOST)[number],
  verdicts: readonly Verdict[],
  isLost: boolean,
): void {
  const found = verdicts.filter(({ message }) => KIND_OF[message.code] === kind);
  const isFound = found.length > 0;
  sum.fields++;
  if (isFound === isLost) sum.right++;
  else
    sum.wrong.push(
      `${source} → ${text}: ${isLost ? "missed" : JSON.stringify(found.map((one) => one.message))}`,
    );
  if (isLost) sum.lost++;
  if (isLost && isFound) sum.found++;
}

function besideOf(pairs: readonly Pair[], index: number, { from, to, terms }: Pair): Pair {
  const others = [...pairs.slice(index + 1), ...pairs];
  const beside = others.find(
    (one) => one.from === from && one.to === to && one.lost.length === 0 && one.terms !== terms,
  );
  if (!beside) throw new Error("No other pair of these languages.");
  return beside;
}

function said(pair: Pair, beside: Pair): Verdict[] {
  const fields = [
    { field: "text", column: "a" },
    { field: "other", column: "b" },
  ];
  const entries = [...pair.terms, ...beside.terms].map(({ keep, ...texts }) => ({
    term: texts[pair.from],
    translations: { [pair.to]: texts[pair.to] },
    ...(keep && { doNotTranslate: true }),
  }));
  const glossary = { id: "labelled", name: "labelled", version: 1, entries };
  const checks = [
    new GlossaryCheck({ severity: "warn", pairs: fields }, new GlossaryMatcher([glossary])),
    new KeptPartsCheck({ severity: "warn", pairs: fields }),
  ];
  const output = { text: pair.text, other: beside.text };
  const verdicts = runChecks(checks, { a: pair.source, b: beside.source }, output, pair.to);
  return verdicts.filter(({ verdict }) => verdict !== "pass");
}
