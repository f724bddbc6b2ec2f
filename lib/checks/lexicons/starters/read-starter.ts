import type { LexiconEntry } from "../lexicon.ts";
import { isPattern } from "../term-pattern.ts";

/** What the entries of one paragraph of a starter share; of its exceptions those that name no term. */
type Shared = Pick<LexiconEntry, "severity" | "category" | "clause"> & { exceptions?: readonly string[] };

/**
 * Reads entries of a starter lexicon, one a line: `term | another term => suggestion ! exception, exception`. Suggestion
 * and exceptions may be left out; each term has the exceptions that it stands in, and those with a gap or `~`.
 */
export function readStarter({ exceptions: common = [], ...shared }: Shared, lines: string): LexiconEntry[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [before = "", excepted = ""] = line.split(" ! ");
      const [terms = "", suggestion] = before.split(" => ");
      const exceptions = excepted
        .split(",")
        .map((phrase) => phrase.trim())
        .filter((phrase) => phrase !== "");
      return terms.split("|").map((term) => ({
        term: term.trim(),
        ...shared,
        exceptions: [...common, ...exceptions.filter((phrase) => isPattern(phrase) || hasIn(phrase, term))],
        ...(suggestion && { suggestion: suggestion.trim() }),
      }));
    });
}

function hasIn(phrase: string, term: string): boolean {
  return phrase.toLowerCase().includes(term.trim().replace(/\*$/, "").toLowerCase());
}
