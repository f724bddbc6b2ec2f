import { matchFacts } from "#lib/checks/claims/match-facts.ts";
import type { Passage } from "#lib/review/sources-of.ts";
import type { UnstatedClaim } from "./claim-source.ts";

// A passage is read as a row of one column.
const COLUMN = "passage";

/**
 * The claims with those that a passage makes told apart: the first one that does is named. What a column of the row
 * contradicts stays held against the row, whatever a passage says.
 */
export function claimsInPassages(
  claims: readonly UnstatedClaim[],
  texts: readonly { path: string; text: string }[],
  passages: readonly Passage[],
): UnstatedClaim[] {
  if (!claims.some(isOpen)) return [...claims];
  const statedBy = passages.map(({ text }) =>
    matchFacts({ [COLUMN]: text }, texts).spans.filter(({ factId }) => factId !== null),
  );
  return claims.map((claim) => {
    const isIn = (stated: (typeof statedBy)[number]) =>
      stated.some(({ path, from, to }) => path === claim.path && from < claim.to && claim.from < to);
    const passage = isOpen(claim) ? statedBy.findIndex(isIn) : -1;
    if (passage < 0) return claim;
    return { ...claim, against: "passage", place: null, passage, stated: passages[passage]?.document ?? "" };
  });
}

function isOpen({ against }: UnstatedClaim): boolean {
  return against === "lacks" || against === "nowhere";
}
