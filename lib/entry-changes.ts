import { inOneOrder } from "#lib/in-one-order.ts";

/** What became of an entry of a managed table between two of its versions. */
export interface EntryChange<Entry> {
  kind: "added" | "changed" | "removed";
  term: string;
  before: Entry | null;
  after: Entry | null;
}

/** What was taken out of a table, changed in it and put into it, in this order; entries are known by their term. */
export function entryChanges<Entry extends { term: string }>(
  before: readonly Entry[],
  after: readonly Entry[],
): EntryChange<Entry>[] {
  const old = new Map(before.map((entry) => [entry.term, entry]));
  const fresh = new Map(after.map((entry) => [entry.term, entry]));
  const removed = before.filter(({ term }) => !fresh.has(term));
  const changed = after.filter((entry) => {
    const known = old.get(entry.term);
    return known !== undefined && inOneOrder(known) !== inOneOrder(entry);
  });
  const added = after.filter(({ term }) => !old.has(term));
  return [
    ...removed.map((entry) => ({ kind: "removed" as const, term: entry.term, before: entry, after: null })),
    ...changed.map((entry) => ({
      kind: "changed" as const,
      term: entry.term,
      before: old.get(entry.term) ?? null,
      after: entry,
    })),
    ...added.map((entry) => ({ kind: "added" as const, term: entry.term, before: null, after: entry })),
  ];
}

const MOST_TERMS_IN_AUDIT = 100;

/** What was taken out, put in or changed, as the audit log keeps it: who forbade or asked for what. */
export function auditedEntries<Entry extends { term: string }>(
  before: readonly Entry[],
  after: readonly Entry[],
): Record<"before" | "after", { entries: number; terms: Entry[] }> {
  const changes = entryChanges<Entry>(before, after);
  const terms = (side: "before" | "after") =>
    changes.flatMap((change) => change[side] ?? []).slice(0, MOST_TERMS_IN_AUDIT);
  return {
    before: { entries: before.length, terms: terms("before") },
    after: { entries: after.length, terms: terms("after") },
  };
}
