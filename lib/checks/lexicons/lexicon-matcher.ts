import AhoCorasick from "modern-ahocorasick";
import { endOfMarks, type FoldedText, foldText, hasCjk, isWordEdge, wordEnd } from "#lib/folded-text.ts";
import { closedUp } from "./closed-up-text.ts";
import { cutsWords } from "./cuts-words.ts";
import { evenlySpaced, evenlySpacedText } from "./evenly-spaced.ts";
import type { Lexicon, LexiconEntry } from "./lexicon.ts";
import { asRead } from "./lookalike-letters.ts";
import { spelledOut } from "./signs-for-letters.ts";
import { ExceptionPattern, isPattern, piecesOf, restOf } from "./term-pattern.ts";

/** A term of a lexicon that stands in a text. */
export interface LexiconHit {
  lexicon: Pick<Lexicon, "id" | "name" | "version">;
  entry: LexiconEntry;
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
}

/** What one pattern is: terms of that spelling, and terms it is an exception of. */
interface Pattern {
  terms: Term[];
  excuses: Set<Term>;
}

interface Term {
  lexicon: Lexicon;
  entry: LexiconEntry;
  goesOn: boolean;
  /** What it goes on with behind its first gap; `null` where it has none. */
  rest: RegExp | null;
  /** Its exceptions that are more than phrases. */
  excepted: readonly ExceptionPattern[];
}

// A text that is nothing but terms has been told enough by then.
const MOST_FOUND = 1_000;

interface Found {
  pattern: Pattern;
  from: number;
  to: number;
  /** Where it was found, and at which places of that. */
  within: FoldedText;
  start: number;
  end: number;
}

/** Finds the terms of lexicons; made once for many texts. */
export class LexiconMatcher {
  /** How many spellings it looks for. */
  readonly size: number;
  private readonly matcher: AhoCorasick<Pattern>;

  /**
   * @param day ISO date, UTC: entries that are valid from a later day do not hold yet.
   */
  constructor(lexicons: readonly Lexicon[], day: string) {
    const patterns = patternsOf(lexicons, day);
    this.size = patterns.size;
    this.matcher = new AhoCorasick([...patterns].map(([pattern, data]) => ({ pattern, data })));
  }

  /**
   * Every term that stands in a text, in order, but for those inside an exception or inside a longer term that is at
   * least as severe. Case, width, invisible characters, script variants, hyphens and blanks between words, letters set apart
   * and signs or letters of another alphabet in the place of letters make no difference. In a term and an exception `…` stands for some words of one clause.
   */
  find(folded: FoldedText): LexiconHit[] {
    const readings = [folded, closedUp(folded), spelledOut(folded), asRead(folded)];
    const found = readings.flatMap((reading) => (reading ? this.search(reading) : []));
    const hits = found.flatMap((one) =>
      one.pattern.terms.flatMap((term) => {
        const { lexicon, entry, goesOn } = term;
        const { from, to } = one;
        const reached = term.rest ? endOfRest(one, term.rest) : to;
        if (reached === null || !isWhole(folded.original, from, to, term)) return [];
        if (found.some((other) => excuses(other, term, from, reached))) return [];
        if (term.excepted.some((exception) => exception.holds(one.within.text, one.start, one.end)))
          return [];
        const { id, name, version } = lexicon;
        const end = goesOn ? wordEnd(folded.original, reached) : reached;
        return [{ lexicon: { id, name, version }, entry, from, to: end }];
      }),
    );
    return withoutCovered(hits);
  }

  private search(folded: FoldedText): Found[] {
    const within = evenlySpacedText(folded);
    const { text, at, original } = within;
    const found: Found[] = [];
    for (const { start, end, data } of this.matcher.iterate(text)) {
      if (data)
        found.push({ pattern: data, from: at[start] ?? 0, to: endOf(at, end, original), within, start, end });
      if (found.length === MOST_FOUND) break;
    }
    return found;
  }
}

/** Where a term with gaps ends that begins with what was found; `null` where the text goes on otherwise. */
function endOfRest({ within: { text, at, original }, end }: Found, rest: RegExp): number | null {
  rest.lastIndex = end;
  return rest.test(text) ? endOf(at, rest.lastIndex, original) : null;
}

// Invisible characters behind a term are not part of it.
function endOf(at: readonly number[], end: number, original: string): number {
  const last = at[end - 1] ?? 0;
  const letter = original.codePointAt(last) ?? 0;
  return Math.min(at[end] ?? original.length, endOfMarks(original, last + (letter > 0xffff ? 2 : 1)));
}

function patternsOf(lexicons: readonly Lexicon[], day: string): Map<string, Pattern> {
  const patterns = new Map<string, Pattern>();
  // Many terms share them.
  const excepted = new Map<string, ExceptionPattern>();
  const exceptionOf = (exception: string) => {
    const known = excepted.get(exception) ?? new ExceptionPattern(exception);
    excepted.set(exception, known);
    return known;
  };
  const patternFor = (spelling: string) => {
    const known = patterns.get(spelling);
    if (known) return known;
    const pattern: Pattern = { terms: [], excuses: new Set() };
    patterns.set(spelling, pattern);
    return pattern;
  };
  for (const lexicon of lexicons)
    for (const entry of lexicon.entries) {
      if (entry.validFrom && entry.validFrom > day) continue;
      const goesOn = entry.term.endsWith("*");
      const [first, ...others] = piecesOf(goesOn ? entry.term.slice(0, -1) : entry.term);
      if (first === undefined) continue;
      const rest = others.length > 0 ? restOf(others, goesOn) : null;
      const term: Term = {
        ...{ lexicon, entry, goesOn, rest },
        excepted: entry.exceptions.filter(isPattern).map(exceptionOf),
      };
      patternFor(first).terms.push(term);
      for (const exception of entry.exceptions)
        if (!isPattern(exception)) patternFor(spellingOf(exception)).excuses.add(term);
    }
  return patterns;
}

function spellingOf(phrase: string): string {
  return evenlySpaced(foldText(phrase).text);
}

function isWhole(text: string, from: number, to: number, { entry, goesOn, rest }: Term): boolean {
  if (hasCjk(entry.term)) return to - from !== entry.term.length || !cutsWords(text, from, to);
  return isWordEdge(text, from) && ((goesOn && !rest) || isWordEdge(text, to));
}

function excuses({ pattern, from, to }: Found, term: Term, termFrom: number, termTo: number): boolean {
  return from <= termFrom && termTo <= to && pattern.excuses.has(term);
}

// In order; of what lies inside another, only what is graver is kept.
function withoutCovered(hits: readonly LexiconHit[]): LexiconHit[] {
  const inOrder = [...hits].sort(
    (a, b) => a.from - b.from || b.to - a.to || a.entry.severity.localeCompare(b.entry.severity),
  );
  let [blockedTo, reached] = [0, 0];
  return inOrder.filter(({ to, entry: { severity } }) => {
    if (to <= blockedTo || (severity === "warn" && to <= reached)) return false;
    if (severity === "block") blockedTo = to;
    reached = Math.max(reached, to);
    return true;
  });
}
