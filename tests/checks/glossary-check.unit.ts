import { expect, test } from "vitest";
import { GlossaryCheck } from "#lib/checks/glossary/glossary-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import { entryTwice, type GlossaryEntry, wantedIn } from "#lib/glossaries/glossary.ts";
import { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";

function said(
  entries: GlossaryEntry[],
  row: Record<string, string>,
  text: string,
  language = "en",
  columns?: string[],
) {
  const matcher = new GlossaryMatcher([{ id: "g", name: "Terms", version: 3, entries }]);
  const check = new GlossaryCheck({ kind: "glossary", severity: "warn", columns } as never, matcher);
  return runChecks([check], row, { text }, language).map(({ verdict, message: { code, params } }) =>
    verdict === "pass" ? `pass ${params.terms}` : `${code} ${params.term} ${params.wanted}`,
  );
}

const battery: GlossaryEntry = { term: "电池", translations: { en: "battery", de: "Akku", "zh-TW": "電池" } };

test("a term of the row must be in the output as its language has it", () => {
  expect(said([battery], { 名称: "锂电池灯" }, "A lamp with a battery")).toEqual(["pass 1"]);
  expect(said([battery], { 名称: "锂电池灯" }, "A lamp with a cell")).toEqual([
    "glossary_missing 电池 battery",
  ]);
  expect(said([battery], { 名称: "台灯" }, "A lamp")).toEqual(["pass 0"]);
  expect(said([battery], { 名称: "电池" }, "Une pile", "fr")).toEqual(["pass 0"]);
});

test("other endings of the words are the same words; other words are not", () => {
  expect(said([battery], { n: "电池" }, "Two batteries")).toEqual(["pass 1"]);
  const foam: GlossaryEntry = { term: "记忆棉", translations: { en: "memory foam", de: "Memoryschaum" } };
  expect(said([foam], { n: "记忆棉" }, "Of memory foams")).toEqual(["pass 1"]);
  expect(said([foam], { n: "记忆棉" }, "A foam of good memory")).toEqual([
    "glossary_missing 记忆棉 memory foam",
  ]);
  const tin: GlossaryEntry = { term: "锡", translations: { en: "tin" } };
  expect(said([tin], { n: "锡" }, "A tiny box")).toEqual(["glossary_missing 锡 tin"]);
});

test("Chinese is found in either script variant and without regard to spaces", () => {
  const pan: GlossaryEntry = { term: "cast iron", translations: { zh: "铸铁" } };
  expect(said([pan], { n: "Cast-iron pan, cast iron" }, "鑄鐵鍋", "zh-TW")).toEqual(["pass 1"]);
  expect(said([pan], { n: "cast iron" }, "铁锅", "zh-CN")).toEqual(["glossary_missing cast iron 铸铁"]);
});

test("a term left untranslated is shown where it stands", () => {
  expect(said([battery], { n: "电池" }, "A lamp with 电池")).toEqual(["glossary_untranslated 电池 battery"]);
});

test("what must not be translated stays as it is, to the letter", () => {
  const brand: GlossaryEntry = { term: "Lune Nuit", translations: {}, doNotTranslate: true };
  expect(said([brand], { n: "Lune Nuit 香水" }, "Lune Nuit perfume")).toEqual(["pass 1"]);
  expect(said([brand], { n: "Lune Nuit 香水" }, "Moon Night perfume")).toEqual([
    "glossary_changed Lune Nuit Lune Nuit",
  ]);
  expect(said([brand], { n: "lune nuit" }, "LUNE NUIT perfume")).toHaveLength(1);
});

const kept = (term: string): GlossaryEntry => ({ term, translations: {}, doNotTranslate: true });

test.each([
  ["a typographic apostrophe", "L'Oréal", "L'Oréal mascara", "Le mascara L’Oréal"],
  ["an apostrophe that the row has otherwise", "L'Oréal", "L’Oréal mascara", "Le mascara L'Oréal"],
  ["a blank that does not break", "iPhone 15", "iPhone 15 case", "Coque iPhone\u00A015"],
  ["a hyphen that does not break", "Wi-Fi", "Wi-Fi plug", "Prise Wi\u2011Fi"],
  ["a hyphen that only shows at a line's end", "Thermomix", "Thermomix", "Der Thermo\u00ADmix"],
  ["letters of Chinese around it", "iPhone", "iPhone case", "适用于iPhone的手机壳"],
  ["a Hebrew article before it", "iPhone", "iPhone case", "כיסוי לiPhone"],
  ["an ending of its language", "Thermomix", "Thermomix", "Thermomixin kanssa"],
])("a name is kept with %s", (_, term, row, text) => {
  expect(said([kept(term)], { n: row }, text)).toEqual(["pass 1"]);
});

test("a name inside another word is not kept, and one of another case is another", () => {
  expect(said([kept("Go")], { n: "Go bottle" }, "Good bottle, from Google")).toEqual([
    "glossary_changed Go Go",
  ]);
  expect(said([kept("Go")], { n: "Go bottle" }, "Die Go-Flasche")).toEqual(["pass 1"]);
  expect(said([kept("SUN")], { n: "SUN lamp" }, "Eine Sun-Lampe")).toEqual(["glossary_changed SUN SUN"]);
  const pods: GlossaryEntry = { term: "Pods", translations: { fr: "Capsules d'Or" }, caseSensitive: true };
  expect(said([pods], { n: "Pods" }, "Capsules d’Or", "fr")).toEqual(["pass 1"]);
});

test("where case matters another case is another word", () => {
  const word: GlossaryEntry = { term: "Polish", translations: { de: "polnisch" }, caseSensitive: true };
  expect(said([word], { n: "shoe polish" }, "Schuhcreme", "de")).toEqual(["pass 0"]);
  expect(said([word], { n: "Polish vodka" }, "polnischer Wodka", "de")).toEqual(["pass 1"]);
});

test("a longer term is asked for alone, a word inside another is none, and only named columns count", () => {
  const foam: GlossaryEntry = { term: "foam", translations: { de: "Schaum" } };
  const memory: GlossaryEntry = { term: "memory foam", translations: { de: "Visco" } };
  expect(said([foam, memory], { n: "memory foam" }, "Visco", "de")).toEqual(["pass 1"]);
  expect(said([foam], { n: "foamy" }, "weich", "de")).toEqual(["pass 0"]);
  expect(said([foam], { n: "foam", note: "x" }, "weich", "de", ["note"])).toEqual(["pass 0"]);
});

test("a translation holds for every kind of its language that has none of its own", () => {
  expect(wantedIn(battery, "de-AT")).toBe("Akku");
  expect(wantedIn(battery, "zh-TW")).toBe("電池");
  expect(wantedIn(battery, "zh-CN")).toBeNull();
  expect(wantedIn({ term: "x", translations: { "EN-gb": "y" } }, "en-GB")).toBe("y");
});

test("a term stands in a glossary once, in another case only where case matters for both", () => {
  expect(entryTwice([battery, battery])).toBe("电池");
  expect(
    entryTwice([
      { term: "Polish", translations: {} },
      { term: "polish", translations: {} },
    ]),
  ).toBe("polish");
  const sensitive = ["Polish", "polish"].map((term) => ({ term, translations: {}, caseSensitive: true }));
  expect(entryTwice(sensitive)).toBeNull();
});
