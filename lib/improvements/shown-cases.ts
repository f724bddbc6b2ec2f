import type { ImprovementCaseRow } from "#db/queries/improvements/cases.ts";

/** The cases that the proposer saw, in the order of their names. */
export function shownCases(cases: readonly ImprovementCaseRow[]): ImprovementCaseRow[] {
  return cases.filter(({ role }) => role === "shown");
}
