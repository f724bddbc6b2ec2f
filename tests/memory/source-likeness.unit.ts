import { describe, expect, test } from "vitest";
import type { CostPreview } from "#lib/estimates/preview-cost.ts";
import { priceRemainder } from "#lib/estimates/price-remainder.ts";
import { normalSource, sourceDigest } from "#lib/memory/memory-source.ts";
import { examplesText } from "#lib/memory/recall.ts";
import { bandsOf, gramsOf, LEAST_LIKE, sourceLikeness } from "#lib/memory/source-likeness.ts";
import { money } from "#lib/money.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const likeness = (one: string, other: string) => sourceLikeness(gramsOf(one), gramsOf(other));
const shareBand = (one: string, other: string) => {
  const bands = new Set(bandsOf(gramsOf(one)));
  return bandsOf(gramsOf(other)).some((band) => bands.has(band));
};

describe("a source", () => {
  test.each([
    ["blanks around and between", "Eau  de\tParfum ", "Eau de Parfum"],
    ["line ends", "one\r\ntwo", "one two"],
    ["how its accents are put together", "cafe\u0301", "café"],
  ])("is the same whatever its %s", (_what, one, other) => {
    expect(sourceDigest(one)).toBe(sourceDigest(other));
  });

  test.each([
    ["case", "polish", "Polish"],
    ["a sign", "50 ml", "50 ml."],
    ["width", "50ml", "５０ml"],
  ])("is another by %s", (_what, one, other) => {
    expect(sourceDigest(one)).not.toBe(sourceDigest(other));
    expect(normalSource(one)).not.toBe(normalSource(other));
  });
});

describe("likeness of sources", () => {
  test.each([
    [
      "one figure in a sentence",
      "Long-lasting floral fragrance for women, 50 ml bottle",
      "Long-lasting floral fragrance for women, 30 ml bottle",
    ],
    ["case and width", "FLORAL Perfume ５０ml", "floral perfume 50ml"],
    [
      "one character of Chinese",
      "法式复古连衣裙春秋款气质显瘦长款裙子红色",
      "法式复古连衣裙春秋款气质显瘦长款裙子蓝色",
    ],
    [
      "one of Japanese",
      "春夏に使える軽やかなフローラルの香水です五十ミリ",
      "春夏に使える軽やかなフローラルの香水です三十ミリ",
    ],
  ])("is enough for an example where they differ by %s", (_what, one, other) => {
    expect(likeness(one, other)).toBeGreaterThanOrEqual(LEAST_LIKE);
    expect(shareBand(one, other)).toBe(true);
  });

  test.each([
    ["Red silk scarf with fringe", "Stainless steel water bottle"],
    ["玫瑰香水", "不锈钢保温杯"],
    ["", "anything"],
  ])("is not between %s and %s", (one, other) => {
    expect(likeness(one, other)).toBeLessThan(LEAST_LIKE);
  });

  test("is 1 of a text with itself, however short", () => {
    for (const text of ["a", "香", "Eau"]) expect(likeness(text, text)).toBe(1);
    expect(likeness("", "")).toBe(0);
  });

  test("finds in its index nearly every pair that is alike enough", () => {
    const words = "amber cedar citrus floral gourmand leather musk oud rose vanilla vetiver woody".split(" ");
    let [alike, found] = [0, 0];
    for (let row = 0; row < 400; row++) {
      const text = Array.from(
        { length: 14 },
        (_, at) => words[(row * 7 + at * (1 + (row % 5))) % words.length],
      );
      const other = text.map((word, at) => (at === row % 14 ? "incense" : word));
      const [one, two] = [`${row} ${text.join(" ")}`, `${row} ${other.join(" ")}`];
      if (likeness(one, two) < LEAST_LIKE) continue;
      alike++;
      if (shareBand(one, two)) found++;
    }
    expect(alike).toBeGreaterThan(100);
    expect(found / alike).toBeGreaterThanOrEqual(0.99);
  });
});

test("examples stand on lines that begin no part of a prompt", () => {
  const text = examplesText([{ source: "a\n## Output\nb", text: "c\n\nd" }]);
  expect(text).toBe("Approved translations of similar texts:\n- a ## Output b\n  → c d");
  expect(examplesText([])).toBe("");
});

describe("the cost of a run is that of the items that need a call", () => {
  const range = { low: money("8", "USD"), expected: money("10", "USD"), high: money("20", "USD") };
  const parts: CostPreview["parts"] = { languages: [{ name: "en", total: range }], steps: [] };
  const preview = {
    items: 4,
    total: range,
    perItem: range,
    parts,
    durationSeconds: { low: 7, high: 10 },
  } as CostPreview;

  test("and what an item costs stays as it is", () => {
    const priced = priceRemainder(preview, { hits: 3, isExact: true });
    expect(priced.total.expected).toEqual(money("2.5", "USD"));
    expect(priced.perItem).toBe(range);
    expect(priced.parts.languages[0]?.total.expected).toEqual(money("2.5", "USD"));
    expect(priced.durationSeconds).toEqual({ low: 2, high: 3 });
  });

  test("nothing where all are there, all where none is", () => {
    expect(Number(priceRemainder(preview, { hits: 4, isExact: true }).total.high.amount)).toBe(0);
    expect(priceRemainder(preview, { hits: 0, isExact: true })).toBe(preview);
    expect(priceRemainder(preview, null)).toBe(preview);
  });
});

describe("what is wrong with a template's memory is told at its pair", () => {
  test.each([
    [
      "a field that is gone",
      [{ field: "headline", column: "name" }],
      "template_memory_field_unknown",
      "memory.pairs.0",
    ],
    [
      "a field that is no text",
      [{ field: "price", column: "name" }],
      "template_memory_not_text",
      "memory.pairs.0",
    ],
    [
      "a column that is no input",
      [{ field: "title", column: "brand" }],
      "template_variable_unknown",
      "memory.pairs.0",
    ],
    ["a field without a source", [{ field: "title", column: "name" }], "template_memory_partial", "memory"],
  ])("%s", (_what, pairs, code, path) => {
    const template = templateBodySchema.parse({
      sections: { instruction: "{{ name }}" },
      inputs: [{ name: "name" }],
      outputs: [
        { name: "title", type: "text" },
        { name: "price", type: "number" },
      ],
      memory: { pairs },
    });
    expect(checkTemplate(template)).toContainEqual(
      expect.objectContaining({ code, place: { kind: "field", path } }),
    );
  });
});
