import type { Check } from "../check.ts";
import { byTable, passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import type { LexiconMatcher } from "./lexicon-matcher.ts";

/** Terms of lexicons in an output; how bad a term is, its entry says, up to the worst that the template wants. */
export class LexiconCheck implements Check {
  readonly kind = "lexicon";
  private readonly matcher: LexiconMatcher;
  private readonly worst: "warn" | "block";

  constructor(matcher: LexiconMatcher, worst: "warn" | "block" = "block") {
    this.matcher = matcher;
    this.worst = worst;
  }

  run({ texts }: Parameters<Check["run"]>[0]): Verdict[] {
    const verdicts = texts.flatMap((text) =>
      this.matcher.find(text.folded).map(({ lexicon, entry, from, to }) => {
        const { term, severity, category, clause, suggestion } = entry;
        const evidence = { lexicon, term, category, clause, suggestion };
        const verdict = textVerdict(
          "lexicon",
          this.worst === "warn" ? "warn" : severity,
          text,
          [{ from, to }],
          suggestion
            ? { code: "lexicon_term_instead", params: { term, suggestion } }
            : { code: "lexicon_term", params: { term } },
          evidence,
        );
        return byTable(verdict, lexicon);
      }),
    );
    return verdicts.length > 0 ? verdicts : [passVerdict("lexicon", "lexicon_clean")];
  }
}
