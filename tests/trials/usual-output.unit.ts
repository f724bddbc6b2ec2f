import { expect, test } from "vitest";
import { usualOutputTokens } from "#lib/estimates/usual-output.ts";

const evenly = (count: number, most: number) =>
  Array.from({ length: count }, (_, at) => Math.ceil(((at + 1) * most) / count));

test("a few outputs say nothing, so the fields' own bound holds", () => {
  expect(usualOutputTokens([], 900)).toBe(900);
  expect(usualOutputTokens([40, 50, 60], 900)).toBe(900);
});

test("a small trial leaves more room above its longest output than a large one", () => {
  expect(usualOutputTokens(evenly(20, 100), 900)).toBe(145);
  expect(usualOutputTokens(evenly(1_000, 100), 900)).toBe(107);
});

test("one output in a thousand that went astray does not set the bound", () => {
  expect(usualOutputTokens([...evenly(999, 100), 8_000], 9_000)).toBeLessThan(110);
});

test("it never passes what the fields allow", () => {
  expect(usualOutputTokens(evenly(20, 100), 120)).toBe(120);
});
