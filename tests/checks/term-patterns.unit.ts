import { expect, test } from "vitest";
import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { foldText } from "#lib/folded-text.ts";

const entryOf = (term: string, ...exceptions: string[]): LexiconEntry => ({
  term,
  severity: "block",
  exceptions,
});

function found(text: string, ...entries: LexiconEntry[]): string[] {
  const lexicon = { id: "l", name: "Terms", version: 1, languages: [], entries };
  return new LexiconMatcher([lexicon], "2026-01-01")
    .find(foldText(text))
    .map(({ from, to }) => text.slice(from, to));
}

test.each([
  ["some words", "It is the only pan you need.", ["the only pan you need"]],
  ["no word at all", "the only you need", ["the only you need"]],
  ["figures and hyphens", "The only 2.5-litre pan you need", ["The only 2.5-litre pan you need"]],
  [
    "capitals, widths and line ends",
    "ＴＨＥ ONLY pan\u00a0you\u00a0need",
    ["ＴＨＥ ONLY pan\u00a0you\u00a0need"],
  ],
  ["another clause", "the only pan, and you need it", []],
  ["another sentence", "the only pan. You need it", []],
  ["part of a word", "the only pan you needed", []],
  ["more than a clause's worth of words", `the only ${"very ".repeat(20)}good pan you need`, []],
])("a gap in a term stands for %s", (_, text, expected) => {
  expect(found(text, entryOf("the only … you need"))).toEqual(expected);
});

test("a gap in a term without spaces is of one clause too, and two gaps are two", () => {
  expect(found("没有比它更好的锅", entryOf("没有比…更好"))).toEqual(["没有比它更好"]);
  expect(found("没有比它，更好", entryOf("没有比…更好"))).toEqual([]);
  expect(found("怎么洗怎么晒都不掉色", entryOf("怎么……都不…色"))).toEqual(["怎么洗怎么晒都不掉色"]);
});

test("a term that is nothing but gaps finds nothing, and signs of patterns mean themselves", () => {
  for (const term of ["…", "……", "… …"]) expect(found("anything at all", entryOf(term)), term).toEqual([]);
  expect(found("a (b) c", entryOf("(b … c"))).toEqual(["(b) c"]);
  expect(found("abc", entryOf("a.c"))).toEqual([]);
  expect(found("a.c [x]", entryOf("a.c … [x]"))).toEqual(["a.c [x]"]);
});

test.each([
  ["before the term", "not for … ~", "Not for people with acne.", "Acne is not for sale."],
  ["behind the term", "~ … see a doctor", "With acne or a rash see a doctor.", "Acne goes. See a doctor?"],
  ["on both sides", "if … ~ … stop", "If acne comes back stop.", "If it is so, acne will stop."],
  ["right beside it", "no ~", "There is no acne.", "There is no more acne."],
])("an exception holds %s, within the clause", (_, exception, harmless, meant) => {
  expect(found(harmless, entryOf("acne", exception))).toEqual([]);
  expect(found(meant, entryOf("acne", exception)).map((one) => one.toLowerCase())).toEqual(["acne"]);
});

test("an exception without the term holds for a term inside it alone", () => {
  const entry = entryOf("最好", "《…》", "最…的一天");
  expect(found("《最好的我们》", entry)).toEqual([]);
  expect(found("最好的一天", entry)).toEqual([]);
  expect(found("《我们》最好", entry)).toEqual(["最好"]);
});

test("exceptions hold for a term however it is hidden, and for each place alone", () => {
  const entry = entryOf("治疗", "不能用于…~");
  expect(found("不能用于疾病治疗", entry)).toEqual([]);
  expect(found("不能用于疾病治 疗。可治疗", entry)).toEqual(["治疗"]);
});
