import { expect, test } from "vitest";
import { languageMeant } from "#lib/memory/language-meant.ts";

test.each([
  ["de-DE", ["en", "de"], "de"],
  ["de", ["en", "de-CH"], "de-CH"],
  ["DE", ["de"], "de"],
  ["zh-CN", ["zh-Hans"], "zh-Hans"],
  ["zh", ["zh-TW", "zh-CN"], "zh-CN"],
  ["zh-Hant", ["zh-CN", "zh-TW"], "zh-TW"],
  ["de-AT", ["de-DE"], null],
  ["sr-Latn", ["sr"], null],
  ["en-GB", ["de"], null],
])("a translation into %s is for a template in %j as %s", (tag, languages, meant) => {
  expect(languageMeant(tag, languages)).toBe(meant);
});
