import { PersonalDataCheck } from "#lib/checks/personal-data/personal-data-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";

const CHECKS = [new PersonalDataCheck("block")];

/** What kind of personal data stands in these texts, by the check for it; `null`: it looked, and there is none. */
export function personalDataIn(texts: Readonly<Record<string, unknown>>, language: string): string | null {
  const found = runChecks(CHECKS, {}, texts, language).find(({ verdict }) => verdict !== "pass");
  return found ? String(found.message.params.datum ?? "other_id") : null;
}

/** The cells of a row, each beside its column's name: by that a code of goods is told from a telephone. */
export function namedCells(row: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, `${column}: ${value}`]));
}
