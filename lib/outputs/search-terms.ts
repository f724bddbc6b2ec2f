import type { CheckKind, Verdict } from "#lib/checks/verdict.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import { pairsOf, piecesOf, wordTerm } from "#lib/text-terms.ts";

/** No output is known by more of its terms. */
const MOST_TERMS = 10_000;

/** How grave what the checks say is, gravest last. */
const VERDICTS = ["pass", "warn", "block"] as const;

type VerdictWord = (typeof VERDICTS)[number];

/**
 * What an output is found by: its words whatever their case, width and accents, pairs of neighbouring characters where a
 * script has no spaces, and the verdict of each kind of check.
 */
export function outputTerms(output: Record<string, unknown>, verdicts: readonly Verdict[]): string[] {
  const terms = new Set(verdictTerms(verdicts));
  for (const { text } of writtenTexts(output))
    for (const term of textTerms(text)) if (terms.size < MOST_TERMS) terms.add(term);
  return [...terms];
}

/** What somebody looks for: an output has to have all of these terms, and in its text the runs as they stand. */
export interface TextQuery {
  /** Terms that are to be there whole. */
  terms: string[];
  /** Beginnings of terms. */
  beginnings: string[];
  /** Texts without spaces of three characters or more: pairs alone do not tell their order. */
  runs: string[];
}

/** What a text that somebody typed looks for; `null` where it has no letter and no figure. */
export function textQuery(text: string): TextQuery | null {
  const query: TextQuery = { terms: [], beginnings: [], runs: [] };
  for (const { piece, isRun } of piecesOf(text)) {
    const characters = [...piece];
    if (!isRun || characters.length === 1) query.beginnings.push(isRun ? piece : wordTerm(piece));
    else query.terms.push(...pairsOf(characters));
    if (isRun && characters.length > 2) query.runs.push(piece);
  }
  return query.terms.length + query.beginnings.length > 0 ? query : null;
}

/** The terms of which an output has one if its checks of this kind say so: with a kind alone, if they found anything. */
export function checkTerms(kind: CheckKind | undefined, verdict: VerdictWord | undefined): string[] {
  if (!kind && !verdict) return [];
  const words = verdict ? [verdict] : (["warn", "block"] as const);
  return words.map((word) => verdictTerm(kind ?? "", word));
}

function verdictTerms(verdicts: readonly Verdict[]): string[] {
  const worstOf = new Map<string, VerdictWord>([["", "pass"]]);
  for (const { kind, verdict } of verdicts)
    for (const about of [kind, ""]) worstOf.set(about, graver(worstOf.get(about) ?? "pass", verdict));
  return [...worstOf].map(([kind, verdict]) => verdictTerm(kind, verdict));
}

// No word of a text has this sign in it.
function verdictTerm(kind: string, verdict: VerdictWord): string {
  return `=${kind}=${verdict}`;
}

function graver(a: VerdictWord, b: VerdictWord): VerdictWord {
  return VERDICTS.indexOf(a) > VERDICTS.indexOf(b) ? a : b;
}

function* textTerms(text: string): Generator<string> {
  for (const { piece, isRun } of piecesOf(text)) {
    if (!isRun) {
      yield wordTerm(piece);
      continue;
    }
    const characters = [...piece];
    yield* pairsOf(characters);
    // So that a single character is found as the beginning of a term also where it is the last.
    yield characters.at(-1) ?? "";
  }
}
