/** A fact of an entry by the key of its name in `checks.table.facts`, and its text; "" for none. */
export type EntryFacts = Readonly<Record<string, string>>;

/** The facts in which two entries differ, in the order of the table. */
export function differingFacts(
  before: EntryFacts,
  after: EntryFacts,
): { fact: string; before: string; after: string }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((fact) => ({ fact, before: before[fact] ?? "", after: after[fact] ?? "" }))
    .filter((one) => one.before !== one.after);
}
