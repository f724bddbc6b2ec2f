import { describe, expect, test } from "vitest";
import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";
import { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { termsInRow, termsText } from "#lib/glossaries/terms-in-row.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { belowWith, rowTerms } from "#lib/templates/row-terms.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

function matcherOf(...glossaries: GlossaryEntry[][]) {
  return new GlossaryMatcher(
    glossaries.map((entries, index) => ({ id: `g${index}`, name: `G${index}`, version: 3, entries })),
  );
}

const term = (text: string, de: string | null, more: Partial<GlossaryEntry> = {}): GlossaryEntry => ({
  term: text,
  translations: de === null ? {} : { de },
  ...more,
});

const found = (entries: GlossaryEntry[], text: string, language = "de") =>
  termsInRow(matcherOf(entries), [text], language).map((one) => `${one.term}=${one.wanted}`);

describe("the terms of a row are those that", () => {
  test.each([
    [
      "stand in it, whatever their case",
      [term("Vetiver", "Vetiver-Gras")],
      "VETIVER oil",
      ["Vetiver=Vetiver-Gras"],
    ],
    ["do not only begin or end a longer word", [term("oud", "Oud")], "loud clouds, outdoor", []],
    [
      "are written in their own case, where that matters",
      [term("US", "USA", { caseSensitive: true })],
      "tell us",
      [],
    ],
    ["stand in text without spaces", [term("岩兰草", "Vetiver")], "含岩兰草精油", ["岩兰草=Vetiver"]],
    ["stand in either set of characters", [term("香氛", "Duft")], "香氛禮盒", ["香氛=Duft"]],
    [
      "are not inside a longer one",
      [term("香水", "Parfüm"), term("淡香水", "Eau de Toilette")],
      "男士淡香水",
      ["淡香水=Eau de Toilette"],
    ],
    [
      "also stand by themselves beside a longer one",
      [term("香水", "Parfüm"), term("淡香水", "EdT")],
      "香水，淡香水",
      ["淡香水=EdT", "香水=Parfüm"],
    ],
    ["have something to be in the language", [term("musk", null)], "white musk", []],
    [
      "have another ending there",
      [term("weißer Moschus", "musc blanc"), term("battery", "pile")],
      "mit weißem Moschus, two batteries",
      ["weißer Moschus=musc blanc", "battery=pile"],
    ],
    [
      "are the same word, however alike another is",
      [term("apple", "Apfel"), term("rose", "Rose")],
      "applied, rosé, prosed",
      [],
    ],
    [
      "have blanks or hyphens between their words",
      [term("noise cancelling", "ANC")],
      "noise-cancelling  headphones",
      ["noise cancelling=ANC"],
    ],
    [
      "stay as they are in every language",
      [term("Nº5", null, { doNotTranslate: true })],
      "Nº5 spray",
      ["Nº5=Nº5"],
    ],
  ])("%s", (_what, entries, text, expected) => {
    expect(found(entries, text)).toEqual(expected);
  });

  test("come longest first, each once, from whichever column", () => {
    const matcher = matcherOf([term("oud", "Oud"), term("rose absolute", "Rosen-Absolue")]);
    const terms = termsInRow(matcher, ["oud and OUD", "oud, rose absolute"], "de");
    expect(terms.map((one) => one.term)).toEqual(["rose absolute", "oud"]);
  });

  test("a language that has no entry takes that of the language it belongs to", () => {
    expect(found([term("musk", "Moschus")], "musk", "de-AT")).toEqual(["musk=Moschus"]);
  });

  test("the first glossary that says something of a term is heard, with its version", () => {
    const matcher = matcherOf([term("musk", null)], [term("musk", "Moschus")], [term("Musk", "Bisam")]);
    expect(termsInRow(matcher, ["musk"], "de")).toEqual([
      { glossary: { id: "g1", name: "G1", version: 3 }, term: "musk", wanted: "Moschus", isKept: false },
    ]);
  });

  test("are no more than help", () => {
    const many = Array.from({ length: 300 }, (_, index) => term(`word${index}`, `Wort${index}`));
    expect(found(many, many.map((one) => one.term).join(" "))).toHaveLength(100);
  });
});

describe("in a prompt the terms", () => {
  const template = templateBodySchema.parse({
    sections: { instruction: "Write about {{ name }}.", requirements: "{% if brand %}Brand.{% endif %}" },
    inputs: [{ name: "name" }, { name: "brand", required: false }],
    outputs: [{ name: "title", type: "text" }],
  });
  const matcher = matcherOf([
    term("musk", "Moschus"),
    term("{{ name }}", "{% if %}"),
    term("two\nlines", "zwei\nZeilen"),
    term("Arc", null, { doNotTranslate: true }),
  ]);
  const prompt = async (row: Record<string, string>) => {
    const below = belowWith(rowTerms(matcher, template, row, "de"));
    const rendered = await renderPrompt(template, row, "de", { below });
    return rendered.kind === "prompt" ? rendered.messages.at(-1)?.content : rendered;
  };

  test("stand below the requirements, and only those of the columns that it reads", async () => {
    const row = { name: "white musk by Arc", brand: "Arc", other: "two lines" };
    expect(await prompt(row)).toBe(
      "## Instruction\n\nWrite about white musk by Arc.\n\n## Requirements\n\nBrand.\n\nUse these terms:\n- musk → Moschus\n- Arc: keep as it is",
    );
  });

  test("make a section of their own where nothing is required of the row", async () => {
    expect(await prompt({ name: "musk" })).toContain("## Requirements\n\nUse these terms:\n- musk → Moschus");
  });

  test("leave a prompt as it is for a row that has none", async () => {
    expect(await prompt({ name: "rose" })).toBe("Write about rose.");
    expect(belowWith([])).toBeUndefined();
  });

  test("are no Liquid, and each stands on one line", async () => {
    expect(await prompt({ name: "x {{ name }} two\nlines" })).toContain("- {{ name }} → {% if %}");
    expect(termsText(termsInRow(matcher, ["two\nlines"], "de"))).toBe(
      "Use these terms:\n- two lines → zwei Zeilen",
    );
  });
});
