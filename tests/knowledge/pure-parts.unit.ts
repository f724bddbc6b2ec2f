import { describe, expect, test } from "vitest";
import { readMetadataLines } from "#components/knowledge/metadata-lines.ts";
import { fuseRanks } from "#lib/knowledge/fuse-ranks.ts";
import { metadataFilterSchema, metadataSchema } from "#lib/knowledge/metadata.ts";
import type { Block } from "#lib/knowledge/reading/block.ts";
import { sentencesOf } from "#lib/knowledge/reading/sentences.ts";
import { embeddedText, type Passage, splitPassages } from "#lib/knowledge/reading/split-passages.ts";
import { passageTerms, questionTerms } from "#lib/knowledge/terms.ts";
import { textHash } from "#lib/knowledge/text-hash.ts";
import { unitVector } from "#lib/knowledge/unit-vector.ts";

const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length;

async function split(blocks: Block[]): Promise<Passage[]> {
  const given = (async function* () {
    yield* blocks;
  })();
  const passages: Passage[] = [];
  for await (const passage of splitPassages(given, countWords)) passages.push(passage);
  return passages;
}

const block = (text: string, more: Partial<Block> = {}): Block => ({
  text,
  place: { headings: [] },
  kind: "text",
  ...more,
});

describe("a document is cut into passages", () => {
  test("that do not reach over a heading, and are embedded with it", async () => {
    const passages = await split([
      block("Wash cold.", { place: { headings: ["Care", "Wool"] } }),
      block("Dry flat.", { place: { headings: ["Care", "Wool"] } }),
      block("Dry clean.", { place: { headings: ["Care", "Silk"] } }),
    ]);
    expect(passages.map(({ text }) => text)).toEqual(["Wash cold.\n\nDry flat.", "Dry clean."]);
    expect(passages.map(embeddedText)).toEqual([
      "Care > Wool\n\nWash cold.\n\nDry flat.",
      "Care > Silk\n\nDry clean.",
    ]);
  });

  test("between sentences, each beginning with how the one before it ended, and nothing is lost", async () => {
    const sentences = Array.from(
      { length: 120 },
      (_, at) => `Sentence ${at} has exactly ten words in it, no more.`,
    );
    const passages = await split([block(sentences.join(" "))]);
    expect(passages.length).toBeGreaterThan(2);
    for (const { text, tokens } of passages) {
      expect(tokens).toBeLessThanOrEqual(400);
      expect(text).toMatch(/^Sentence \d+ has.*more\.$/s);
    }
    const all = passages.map(({ text }) => text).join(" ");
    for (const sentence of sentences) expect(all).toContain(sentence);
    const numbers = passages.map(({ text }) =>
      [...text.matchAll(/Sentence (\d+)/g)].map(([, at]) => Number(at)),
    );
    expect(numbers[1]?.[0]).toBeLessThanOrEqual(numbers[0]?.at(-1) ?? 0);
    expect(numbers[1]?.[0]).toBeGreaterThan(numbers[0]?.[0] ?? 0);
  });

  test("with rows whole and none of them twice", async () => {
    const rows = Array.from({ length: 50 }, (_, at) =>
      block(`Row ${at} ${"word ".repeat(20).trim()}`, {
        kind: "row",
        place: { headings: [], sheet: "S", rows: [at + 2, at + 2] },
      }),
    );
    const passages = await split(rows);
    expect(passages.flatMap(({ text }) => text.split("\n"))).toEqual(rows.map(({ text }) => text));
    expect(passages[0]?.place.rows?.[0]).toBe(2);
    expect(passages.at(-1)?.place.rows?.[1]).toBe(51);
  });

  test("and what has no letter and no figure is none", async () => {
    expect(await split([block("----"), block("…")])).toEqual([]);
  });

  test("sentences put together again are the text, whatever it is", () => {
    for (const text of [
      "One. Two! 三。四？ “Five.” Six",
      "no end at all ".repeat(200),
      "😀".repeat(900),
      "a\n\n\nb",
    ]) {
      const pieces = [...sentencesOf(text, countWords)].map((piece) => piece.text);
      expect(pieces.join("")).toBe(text);
      expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    }
  });
});

test("texts are the same only under the same headings", () => {
  const one = { text: "Wash cold.", place: { headings: ["Wool"] } };
  expect(textHash(one)).toBe(textHash({ ...one, place: { headings: ["Wool"], page: 3 } }));
  expect(textHash(one)).not.toBe(textHash({ ...one, place: { headings: ["Silk"] } }));
});

describe("terms", () => {
  test("are words without accents and case, and parts of what has no spaces", () => {
    expect(passageTerms("Größe ÉTÉ")).toEqual(["große", "ete"]);
    expect(passageTerms("羊毛衫")).toEqual(["羊", "毛", "衫", "羊毛", "毛衫"]);
    expect(passageTerms("구두")).toEqual(["구", "두", "구두"]);
    expect(questionTerms("羊毛")).toEqual(["羊毛"]);
    expect(questionTerms("茶 EAN 4006381333931")).toEqual(["茶", "ean", "4006381333931"]);
    expect(questionTerms("'; drop table --|&!")).toEqual(["drop", "table"]);
  });

  // langgenius/dify#8920, etianen/django-watson#219
  test("hold none of the marks that a search of the database would obey", () => {
    expect(questionTerms('What\'s your "password" policy? (a | b) & !c:* <->  John <j@x.de> \\')).toEqual(
      expect.arrayContaining(["what", "your", "password", "policy", "john"]),
    );
    expect(questionTerms("' : * & | ! ( ) <-> \\ \"")).toEqual([]);
  });

  test("of an endless question are few", () => {
    expect(questionTerms("羊毛衫".repeat(10_000)).length).toBeLessThanOrEqual(40);
  });
});

test("ranks are put together: what stands in both lists comes before what is first in one", () => {
  const fused = fuseRanks([
    ["a", "b", "c"],
    ["d", "b"],
  ]);
  expect(fused.map(({ id }) => id)).toEqual(["b", "a", "d", "c"]);
  expect(fused[0]?.ranks).toEqual([2, 2]);
  expect(fused[1]?.ranks).toEqual([1, null]);
});

test("vectors are of length 1, and what has no direction is none", () => {
  expect(unitVector([3, 4])?.map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8]);
  expect(unitVector([1e300, 0])).toEqual([1, 0]);
  expect(unitVector([1e-300, 0])).toEqual([1, 0]);
  for (const none of [[0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], []])
    expect(unitVector(none)).toBeNull();
});

describe("details of a document", () => {
  test("are read line by line, lists parted by commas", () => {
    expect(readMetadataLines("brand: Acme\n\n季节：春，夏\n")).toEqual({
      metadata: { brand: "Acme", 季节: ["春", "夏"] },
    });
    expect(readMetadataLines("brand: Acme\nno colon")).toEqual({ badLine: 2 });
    expect(readMetadataLines("")).toEqual({ metadata: {} });
  });

  test("and their filters are bounded", () => {
    expect(metadataSchema.safeParse({ brand: { nested: 1 } }).success).toBe(false);
    expect(
      metadataSchema.safeParse(Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`f${at}`, 1])))
        .success,
    ).toBe(false);
    expect(metadataFilterSchema.safeParse({ all: [] }).success).toBe(false);
    expect(metadataFilterSchema.safeParse({ all: [{ field: "a", is: "present" }], any: [] }).success).toBe(
      false,
    );
  });
});
