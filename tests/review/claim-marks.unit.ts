import { expect, test } from "vitest";
import { unstatedClaims } from "#components/review/claim-source.ts";
import { claimsInPassages } from "#components/review/claims-in-passages.ts";
import type { Finding } from "#components/review/findings.ts";
import { outputMarks } from "#components/review/output-marks.ts";
import { sourceMarks } from "#components/review/source-marks.ts";
import { marksOf, type TextMark } from "#components/review/text-marks.ts";
import { columnLacking } from "#lib/checks/claims/lacking-column.ts";
import { matchFacts } from "#lib/checks/claims/match-facts.ts";

const PERFUME = {
  name: "Nuit d'Ambre",
  concentration: "Eau de Parfum",
  size: "50 ml",
  colour: "amber",
  origin: "",
  notes: "rose, white musk",
};

function read(text: string, source: Record<string, string> = PERFUME, path = "title") {
  const texts = [{ path, text }];
  const matched = matchFacts(source, texts);
  const claims = unstatedClaims(matched, texts, source);
  const marks = outputMarks(
    path,
    matched,
    claims.map((claim) => ({ ...claim, reason: claim.against })),
    [],
  );
  return { matched, claims, marks, words: (mark: TextMark) => text.slice(mark.from, mark.to) };
}

const stated = (text: string, source?: Record<string, string>) => {
  const { marks, matched, words } = read(text, source);
  return marks
    .filter(({ tone }) => tone === "stated")
    .map((mark) => [words(mark), matched.facts.find(({ id }) => id === mark.linkId)?.column]);
};

test.each([
  ["zh", "Nuit d'Ambre 淡香精，50毫升", "淡香精", "50毫升"],
  ["en", "Nuit d'Ambre, an eau de parfum of 50 ml", "eau de parfum", "50 ml"],
  ["de", "Nuit d'Ambre, Eau de Parfum mit 50 ml", "Eau de Parfum", "50 ml"],
  ["ja", "Nuit d'Ambre オードパルファム 50ミリリットル", "オードパルファム", "50ミリリットル"],
])("a fact of the source is marked and linked to its column in %s", (_, text, form, size) => {
  expect(stated(text)).toEqual(
    expect.arrayContaining([
      [form, "concentration"],
      [size, "size"],
    ]),
  );
});

test.each([
  ["zh", "淡香水，100毫升", ["淡香水", "concentration", "Eau de Parfum"], ["100毫升", "size", "50 ml"]],
  [
    "en",
    "An eau de toilette of 100 ml",
    ["eau de toilette", "concentration", "Eau de Parfum"],
    ["100 ml", "size", "50 ml"],
  ],
  [
    "de",
    "Eau de Toilette, 100 ml",
    ["Eau de Toilette", "concentration", "Eau de Parfum"],
    ["100 ml", "size", "50 ml"],
  ],
  [
    "ja",
    "オードトワレ 100ミリリットル",
    ["オードトワレ", "concentration", "Eau de Parfum"],
    ["100ミリリットル", "size", "50 ml"],
  ],
])(
  "what contradicts the source leads to the column and the words that say otherwise in %s",
  (_, text, ...expected) => {
    const { claims } = read(text);
    expect(claims.map(({ words, place, stated }) => [words, place?.column, stated])).toEqual(expected);
    expect(claims.map(({ against }) => against)).toEqual(["contradicts", "contradicts"]);
    for (const { place } of claims)
      expect(PERFUME[place?.column as "size"].slice(place?.from, place?.to)).not.toBe("");
  },
);

test.each([
  ["an empty column that is about it", "法国制造", PERFUME, "lacks", "origin"],
  ["the same in English", "Made in France", PERFUME, "lacks", "origin"],
  ["no column at all", "Made in France", { name: "Ambre" }, "nowhere", undefined],
])("a claim that the source lacks leads to %s", (_, text, source, against, column) => {
  const [claim] = read(text, source as Record<string, string>).claims;
  expect([claim?.against, claim?.place?.column]).toEqual([against, column]);
});

test("of columns about a kind the empty one is meant, and headings that only look like it are not", () => {
  expect(columnLacking("material", { 材质: "", 面料: "cotton" })).toBe("材质");
  expect(columnLacking("material", { Oberstoff: "Wolle" })).toBe("Oberstoff");
  expect(columnLacking("brand", { ブランド: "" })).toBe("ブランド");
  expect(columnLacking("brand", { market: "EU", bookmarked: "" })).toBeNull();
  expect(columnLacking("form", { information: "", platform: "" })).toBeNull();
  expect(columnLacking("certificate", { normal: "" })).toBeNull();
  expect(columnLacking("quantity", { size: "" })).toBeNull();
});

test.each([
  ["letters of two units", "😀👨‍👩‍👧 100 ml 𠮷"],
  ["markup", '<img src=x onerror="alert(1)"> 100 ml </span>'],
  ["signs that turn the direction of writing", "\u202e 100 ml \u202c \u2066x\u2069"],
  ["joined and combining marks", "e\u0301a\u0300 100 ml \u200b\u200d"],
])("marks stand on what they are about among %s", (_, text) => {
  const { claims, marks, words } = read(text);
  expect(claims.map((claim) => claim.words)).toEqual(["100 ml"]);
  expect(marks.map(words)).toEqual(["100 ml"]);
  expect(
    marks.reduceRight(
      (all, { from, to }) => `${all.slice(0, from)}[${all.slice(from, to)}]${all.slice(to)}`,
      text,
    ),
  ).toBe(text.replace("100 ml", "[100 ml]"));
});

test("nothing is marked of an output and a source that are the same in every word, but facts", () => {
  expect(read("Nuit d'Ambre Eau de Parfum 50 ml amber").claims).toEqual([]);
});

const finding = (from: number, to: number, verdict: Finding["verdict"] = "block"): Finding => ({
  from,
  to,
  verdict,
  reason: "said by a check",
});

test("where a check finds fault with a claim, its word counts and still leads to the source", () => {
  const mark: TextMark = { from: 3, to: 9, tone: "unstated", linkId: "claim:title:3", reason: "" };
  expect(marksOf([mark], [finding(3, 9)])).toEqual([
    { from: 3, to: 9, tone: "block", linkId: "claim:title:3", reason: "said by a check" },
  ]);
});

test("a finding over a fact leads nowhere, and marks never overlap nor are empty", () => {
  const facts: TextMark[] = [
    { from: 0, to: 4, tone: "stated", linkId: "a", reason: "" },
    { from: 6, to: 8, tone: "stated", linkId: "b", reason: "" },
  ];
  const marks = marksOf(facts, [finding(2, 5), finding(3, 7, "warn"), finding(9, 9)]);
  expect(marks.map(({ from, to, linkId }) => [from, to, linkId])).toEqual([[2, 5, null]]);
});

test("the source shows what is contradicted while that is in focus, in place of a fact that it cuts", () => {
  const facts = [
    { id: "size:0-5", column: "size", from: 0, to: 5 },
    { id: "notes:0-4", column: "notes", from: 0, to: 4 },
  ];
  const place = { column: "size", from: 0, to: 2 };
  expect(sourceMarks(facts, "size", { id: "claim:title:0", place })).toMatchObject([
    { from: 0, to: 2, tone: "unstated", linkId: "claim:title:0" },
  ]);
  expect(sourceMarks(facts, "size", null)).toMatchObject([{ from: 0, to: 5, tone: "stated" }]);
  expect(sourceMarks(facts, "notes", null)).toMatchObject([{ linkId: "notes:0-4" }]);
  // A column that says nothing of it has nothing to mark.
  expect(
    sourceMarks([], "origin", { id: "claim:title:0", place: { column: "origin", from: 0, to: 0 } }),
  ).toEqual([]);
});

test("a claim that a passage makes is no claim without source; one that the row contradicts stays one", () => {
  const text = "Made in France, machine washable wool, 100 ml";
  const source = { name: "Ambre", size: "50 ml", material: "" };
  const texts = [{ path: "title", text }];
  const matched = matchFacts(source, texts);
  const passages = [
    { document: "care.md", section: "", text: "Rinse in cold water." },
    { document: "mill.md", section: "Wool", text: "Our wool is spun in France. Bottles hold 100 ml." },
  ];
  const claims = claimsInPassages(unstatedClaims(matched, texts, source), texts, passages);
  expect(claims.map(({ words, against, passage, stated }) => [words, against, passage, stated])).toEqual(
    expect.arrayContaining([
      ["France", "passage", 1, "mill.md"],
      ["100 ml", "contradicts", null, "50 ml"],
    ]),
  );
  const marks = outputMarks(
    "title",
    matched,
    claims.map((claim) => ({ ...claim, reason: "" })),
    [],
  );
  const toneOf = (words: string) => marks.find(({ from, to }) => text.slice(from, to) === words)?.tone;
  expect([toneOf("France"), toneOf("100 ml")]).toEqual(["stated", "unstated"]);
});

test("what a passage denies or another product of it has is made by none", () => {
  const texts = [{ path: "title", text: "Made in France with silk" }];
  const claims = unstatedClaims(matchFacts({ name: "Ambre" }, texts), texts, { name: "Ambre" });
  const passages = [{ document: "care.md", section: "", text: "Contains no silk. Made in Italy." }];
  expect(claimsInPassages(claims, texts, passages).map(({ against }) => against)).not.toContain("passage");
});

test.each([
  ["zh", "琥珀与白麝香，佛手柑开场", ["琥珀", "白麝香", "佛手柑"]],
  ["de", "Amberakkord, weißer Moschus und Bergamotte", ["Amberakkord", "weißer Moschus", "Bergamotte"]],
  ["ja", "アンバーとホワイトムスク、ベルガモット", ["アンバー", "ホワイトムスク", "ベルガモット"]],
])(
  "what a perfume smells of is found in %s, and what its row does not name is no claim",
  (_, text, notes) => {
    const source = { name: "Nuit", notes: "amber, white musk, bergamot" };
    const found = stated(text, source);
    expect(found).toEqual(notes.map((note) => [note, "notes"]));
    expect(read(`${text}. Rose, 玫瑰`, source).claims).toEqual([]);
  },
);
