import type { LexiconEntry } from "../lexicon.ts";

/** What the entries of one paragraph of a starter share. */
type Shared = Pick<LexiconEntry, "severity" | "category" | "clause">;

/**
 * Reads entries of a starter lexicon, one a line: `term | another term => suggestion ! exception, exception`. Suggestion
 * and exceptions may be left out; each term has the exceptions that it stands in.
 */
export function readStarter(shared: Shared, lines: string): LexiconEntry[] {
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
        exceptions: exceptions.filter((phrase) => hasIn(phrase, term)),
        ...(suggestion && { suggestion: suggestion.trim() }),
      }));
    });
}

function hasIn(phrase: string, term: string): boolean {
  return phrase.toLowerCase().includes(term.trim().replace(/\*$/, "").toLowerCase());
}
