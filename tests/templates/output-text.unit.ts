import { expect, test } from "vitest";
import { outputTexts, withText } from "#lib/templates/output-text.ts";

test("an output's texts are found by path, and replaced by it", () => {
  const output = { title: "T", points: ["a", "b"], seo: { slug: "s" }, score: 1, none: null };
  expect(outputTexts(output).map(({ path }) => path)).toEqual([
    "title",
    "points.0",
    "points.1",
    "seo.slug",
    "score",
  ]);
  expect(withText(output, "points.1", "c")).toMatchObject({ points: ["a", "c"] });
  expect(withText(output, "seo.slug", "t")).toMatchObject({ seo: { slug: "t" } });
  expect(withText(output, "score", "2.5").score).toBe(2.5);
  expect(withText(output, "score", "many").score).toBe("many");
});
