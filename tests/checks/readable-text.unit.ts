import { expect, test } from "vitest";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { readableText } from "#lib/checks/readable-text.ts";
import { foldText } from "#lib/folded-text.ts";

/** The stretches of a text that a term is found at. */
function found(text: string, term: string): string[] {
  const entries = [{ term, severity: "block" as const, exceptions: [] }];
  const lexicon = { id: "l", name: "Terms", version: 1, languages: [], entries };
  return new LexiconMatcher([lexicon], "2026-01-01")
    .find(readableText(text))
    .map(({ from, to }) => text.slice(from, to));
}

test.each([
  ["an accent set apart", "la cre\u0300me", "crème", "cre\u0300me"],
  ["an accent set apart in the term", "la crème", "cre\u0300me", "crème"],
  ["half-width kana with their voicing", "ｶﾞﾝに効く", "ガンに効", "ｶﾞﾝに効"],
  ["voicing set apart", "カ\u3099ンに効く", "ガンに効", "カ\u3099ンに効"],
  ["parts of Hangul syllables", "최고".normalize("NFD"), "최고", "최고".normalize("NFD")],
  ["capitals without ß", "So GROSSARTIG!", "großartig", "GROSSARTIG"],
  ["ß where the term has ss", "so großartig!", "grossartig", "großartig"],
  ["a capital İ", "BİRİNCİ sınıf", "birinci", "BİRİNCİ"],
  ["other apostrophes", "the worldʹs best", "world's best", "worldʹs best"],
  ["a digit in a box", "No.1\uFE0F\u20E3 choice", "no.1", "No.1\uFE0F\u20E3"],
  ["a letter of another alphabet", "the b\u0435st pan", "the best", "the b\u0435st"],
])("a term is found however it is written: %s", (_, text, term, stretch) => {
  expect(found(text, term)).toEqual([stretch]);
});

test.each([
  ["an element inside it", "the world's <b>best</b> pan", "world's best", "world's <b>best"],
  ["an element inside a word", "最<em>好</em>的", "最好", "最<em>好"],
  [
    "an element with attributes",
    'the <span style="color: red">best</span>',
    "the best",
    'the <span style="color: red">best',
  ],
  ["entities", "the world&#39;s&nbsp;best", "world's best", "world&#39;s&nbsp;best"],
  ["hexadecimal entities", "world&#x27;s best", "world's best", "world&#x27;s best"],
  ["a soft hyphen as an entity", "guaran&shy;teed", "guaranteed", "guaran&shy;teed"],
  ["an entity that few write", "the world&rsquor;s best", "world's best", "world&rsquor;s best"],
])("HTML hides no term: %s", (_, text, term, stretch) => {
  expect(found(text, term)).toEqual([stretch]);
});

test("blocks set words apart, attributes that are read stay, and what only looks like markup is text", () => {
  expect(found("<li>soft</li><li>est</li>", "softest")).toEqual([]);
  expect(found('<img alt="the best pan">', "the best")).toEqual(["the best"]);
  expect(found("3 < 5, the best > 2", "the best")).toEqual(["the best"]);
  expect(found("R&D; the best &unknown; &#0; &#xD800; &#9999999;", "the best")).toEqual(["the best"]);
  expect(found("лучший best", "лучший")).toEqual(["лучший"]);
});

test.each([
  "a\u0301\u0302\u0303 b",
  "😀\u0301 <b>x</b> &amp; y",
  "ｶﾞ\uFE0F1\u20E3ß İ",
  `e${"\u0301".repeat(50)}!`,
  "\u0301 at the beginning",
])("every place of a folded text leads to one of the original, in order: %s", (text) => {
  for (const { text: folded, at } of [foldText(text), readableText(text)]) {
    expect(at).toHaveLength(folded.length + 1);
    expect(at.at(-1)).toBe(text.length);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  }
});
