import type { Fact, FactSpan } from "#lib/checks/claims/facts.ts";
import { columnLacking } from "#lib/checks/claims/lacking-column.ts";
import type { MatchedFacts } from "#lib/checks/claims/match-facts.ts";

/** Where in the source something of the output leads: a column, and a stretch of its value if one is meant. */
export interface SourcePlace {
  column: string;
  from: number;
  to: number;
}

/** A claim of the output that the source does not make. */
export interface UnstatedClaim {
  id: string;
  path: string;
  /** In UTF-16 units. */
  from: number;
  to: number;
  /** As the output says it. */
  words: string;
  /**
   * `contradicts`: the place says something else; `lacks`: the column could say it; `nowhere`: no column is about it;
   * `passage`: no column makes it, a passage that the output was written from does.
   */
  against: "contradicts" | "lacks" | "nowhere" | "passage";
  place: SourcePlace | null;
  /** The passage that makes it, by its place among them; `null` for none. */
  passage: number | null;
  /** What the source says there; of a passage the document it stands in. */
  stated: string;
}

/** The claims that were not found, in the order of the output, each with the place of the source that it is held against. */
export function unstatedClaims(
  { spans }: MatchedFacts,
  texts: readonly { path: string; text: string }[],
  source: Readonly<Record<string, string>>,
): UnstatedClaim[] {
  const textAt = new Map(texts.map(({ path, text }) => [path, text]));
  return spans.flatMap(({ path, from, to, claim }) => {
    if (!claim) return [];
    const words = textAt.get(path)?.slice(from, to) ?? "";
    const named = { id: claimId({ path, from }), path, from, to, words };
    return [{ ...named, passage: null, ...heldAgainst(claim, source) }];
  });
}

/** The name by which a claim is linked. */
function claimId({ path, from }: Pick<FactSpan, "path" | "from">): string {
  return `claim:${path}:${from}`;
}

/** The place of a fact. */
export function placeOf({ column, from, to }: Fact): SourcePlace {
  return { column, from, to };
}

function heldAgainst(
  { kind, contradicts }: NonNullable<FactSpan["claim"]>,
  source: Readonly<Record<string, string>>,
): Pick<UnstatedClaim, "against" | "place" | "stated"> {
  if (contradicts) {
    const { column, from, to } = contradicts;
    const stated = source[column]?.slice(from, to) ?? "";
    return { against: "contradicts", place: placeOf(contradicts), stated };
  }
  const column = columnLacking(kind, source);
  if (column === null) return { against: "nowhere", place: null, stated: "" };
  return { against: "lacks", place: { column, from: 0, to: 0 }, stated: source[column] ?? "" };
}
