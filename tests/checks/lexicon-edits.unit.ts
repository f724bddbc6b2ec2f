import { expect, test } from "vitest";
import { type LexiconEntry, lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import { withEdits, withEntry, withoutEntry } from "#lib/checks/lexicons/lexicon-edits.ts";

const anEntry = (term: string): LexiconEntry => lexiconEntrySchema.parse({ term, severity: "block" });
const [best, first] = [anEntry("best"), anEntry("first")];
const saved = [best, first];
const termsOf = (entries: readonly LexiconEntry[]) => entries.map(({ term }) => term);

test("new terms stand first, changed ones in their place, and what was taken out is gone", () => {
  let edits = withEntry({}, null, anEntry("only"));
  edits = withEntry(edits, best, anEntry("the best"));
  edits = withoutEntry(edits, saved, first);
  expect(termsOf(withEdits(saved, edits))).toEqual(["only", "the best"]);
});

test("a term renamed twice is one edit, and so is one that was added and taken out again none", () => {
  const renamed = withEntry({}, best, anEntry("very best"));
  const again = withEntry(renamed, anEntry("very best"), anEntry("best of all"));
  expect(Object.keys(again)).toEqual(["best"]);
  const added = withEntry({}, null, anEntry("only"));
  expect(withoutEntry(added, saved, anEntry("only"))).toEqual({});
});

test("edits hold over a version that somebody else saved since", () => {
  const edits = withEntry({}, null, anEntry("only"));
  expect(termsOf(withEdits([...saved, anEntry("unique")], edits))).toEqual([
    "only",
    "best",
    "first",
    "unique",
  ]);
});

test("a term that is called like a part of every object is a term", () => {
  expect(termsOf(withEdits([anEntry("constructor")], {}))).toEqual(["constructor"]);
});
