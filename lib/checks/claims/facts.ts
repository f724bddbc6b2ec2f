import type { ConceptKind } from "./concept.ts";

/** Something a source row states: a name, an entry of a list, a quantity. */
export interface Fact {
  id: string;
  column: string;
  /** Where it stands in the column's value, in UTF-16 units. */
  from: number;
  to: number;
}

/** A claim that the source does not make. */
export interface Claim {
  kind: ClaimKind;
  /** What the source says instead; `null`: nothing of the kind. */
  contradicts: Fact | null;
}

export type ClaimKind = ConceptKind | "quantity" | "product-name";

/** A stretch of an output's text that the source states (`factId`), or that makes a claim it does not. */
export interface FactSpan {
  path: string;
  /** In UTF-16 units. */
  from: number;
  to: number;
  factId: string | null;
  /** What is claimed without the source; `null` for a fact. */
  claim: Claim | null;
}

/** The fact that a stretch of a column's value is. */
export function factOf(column: string, from: number, to: number): Fact {
  return { id: `${column}:${from}-${to}`, column, from, to };
}
