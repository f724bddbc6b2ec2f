import { expect, test } from "vitest";
import { changedTerms } from "#lib/glossaries/changed-terms.ts";

const term = (text: string, translations: Record<string, string>, more: object = {}) => ({
  ...{ term: text, translations },
  ...more,
});

test("terms have changed that are new, gone or otherwise in a language, as they were and as they are", () => {
  const before = [
    term("oud", { de: "Oud" }),
    term("vetiver", { de: "Vetiver", fr: "vétiver" }),
    term("musk", { fr: "musc" }),
  ];
  const after = [
    term("oud", { de: "Oud" }, { caseSensitive: false }),
    term("vetiver", { de: "Vetivergras", fr: "vétiver" }),
    term("iris", { de: "Iris" }),
  ];
  const changed = (language: string) => changedTerms(before, after, language).map((one) => one.term);
  expect(changed("de")).toEqual(["vetiver", "vetiver", "iris"]);
  expect(changed("fr")).toEqual(["musk"]);
  expect(changed("ja")).toEqual([]);
  expect(changedTerms(before, [...before].reverse(), "de")).toEqual([]);
});

test("a term that stays as it is says so in every language", () => {
  const kept = term("AirFlow", {}, { doNotTranslate: true });
  expect(changedTerms([], [kept], "ja")).toEqual([kept]);
});
