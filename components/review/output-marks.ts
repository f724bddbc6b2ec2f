import type { MatchedFacts } from "#lib/checks/claims/match-facts.ts";
import type { UnstatedClaim } from "./claim-source.ts";
import type { Finding } from "./findings.ts";
import { marksOf, type TextMark } from "./text-marks.ts";

/** The marks in one text of an output: facts of the row and its passages, claims that neither makes, and what checks find. */
export function outputMarks(
  path: string,
  { spans }: MatchedFacts,
  claims: readonly (UnstatedClaim & { reason: string })[],
  findings: readonly Finding[],
): TextMark[] {
  const stated = spans.flatMap(({ path: at, from, to, factId }) =>
    at === path && factId !== null ? [{ from, to, tone: "stated" as const, linkId: factId, reason: "" }] : [],
  );
  const unstated = claims.flatMap(({ path: at, from, to, id, against, reason }) => {
    const tone = against === "passage" ? ("stated" as const) : ("unstated" as const);
    return at === path ? [{ from, to, tone, linkId: id, reason }] : [];
  });
  return marksOf([...stated, ...unstated], findings);
}
