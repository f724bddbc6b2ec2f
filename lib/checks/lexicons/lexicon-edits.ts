import type { LexiconEntry } from "./lexicon.ts";

/** What somebody changed of a lexicon and has not saved, by the term as it was: its entry now, or `null` for one taken out. */
export type LexiconEdits = Readonly<Record<string, LexiconEntry | null>>;

/** The entries of a lexicon with edits on top, new ones first; also over a version that was saved since they were made. */
export function withEdits(entries: readonly LexiconEntry[], edits: LexiconEdits): LexiconEntry[] {
  const known = new Set(entries.map(({ term }) => term));
  const fresh = Object.entries(edits).flatMap(([term, entry]) => (entry && !known.has(term) ? [entry] : []));
  return [...fresh.toReversed(), ...entries.flatMap((entry) => edited(entry, edits))];
}

/** Edits with one more: an entry put in place of the one of a term, or in addition where there is none (`null`). */
export function withEntry(
  edits: LexiconEdits,
  before: LexiconEntry | null,
  entry: LexiconEntry,
): LexiconEdits {
  return { ...edits, [before ? firstTermOf(edits, before) : entry.term]: entry };
}

/** Edits with one more: an entry taken out. One that was never saved leaves nothing behind. */
export function withoutEntry(
  edits: LexiconEdits,
  saved: readonly LexiconEntry[],
  entry: LexiconEntry,
): LexiconEdits {
  const term = firstTermOf(edits, entry);
  if (saved.some((other) => other.term === term)) return { ...edits, [term]: null };
  const { [term]: _, ...rest } = edits;
  return rest;
}

function edited(entry: LexiconEntry, edits: LexiconEdits): LexiconEntry[] {
  if (!Object.hasOwn(edits, entry.term)) return [entry];
  const now = edits[entry.term];
  return now ? [now] : [];
}

// An entry that was renamed before is still the one of its first term.
function firstTermOf(edits: LexiconEdits, entry: LexiconEntry): string {
  return Object.entries(edits).find(([, other]) => other?.term === entry.term)?.[0] ?? entry.term;
}
