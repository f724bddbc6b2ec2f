import type { Check } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { matchFacts } from "./match-facts.ts";

/** Claims of an output that its row does not make, each with the column it contradicts. */
export class ClaimsCheck implements Check {
  readonly kind = "claims";
  private readonly severity: "warn" | "block";

  constructor(severity: "warn" | "block") {
    this.severity = severity;
  }

  run({ texts, source }: Parameters<Check["run"]>[0]): Verdict[] {
    const { facts, spans } = matchFacts(source, texts);
    const textAt = new Map(texts.map((text) => [text.path, text]));
    const verdicts = spans.flatMap(({ path, from, to, claim }) => {
      const text = textAt.get(path);
      if (!claim || !text) return [];
      const { kind, contradicts } = claim;
      const said = text.text.slice(from, to);
      const stated = contradicts && source[contradicts.column]?.slice(contradicts.from, contradicts.to);
      return [
        textVerdict(
          "claims",
          this.severity,
          text,
          [{ from, to }],
          contradicts
            ? {
                code: "claim_contradicts",
                params: { claim: said, column: contradicts.column, stated: stated ?? "" },
              }
            : { code: "claim_without_source", params: { claim: said } },
          { claim: kind, contradicts },
        ),
      ];
    });
    return verdicts.length > 0
      ? verdicts
      : [passVerdict("claims", "claims_anchored", { facts: facts.length })];
  }
}
