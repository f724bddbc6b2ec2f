import { describe, expect, test } from "vitest";
import { randomRowNumbers } from "#lib/estimates/random-row-numbers.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { categoryColumn, drawSample, languageColumn, type RowFacts } from "#lib/trials/sample.ts";

const million = 1_000_000;

function factsOf(categories: (string | null)[]): RowFacts {
  return {
    longest: [900, 901, 902],
    shortest: [3, 4, 5],
    emptiest: [3, 77, 78],
    columns: { language: null, category: "category" },
    scanned: categories.map((category, index) => ({ rowNumber: 1_000 + index, category, language: null })),
  };
}

function bilingualFacts(): RowFacts {
  const scanned = Array.from({ length: 400 }, (_, index) => ({
    rowNumber: 1_000 + index,
    category: index % 4 === 0 ? "oil" : "soap",
    language: index % 10 === 0 ? "fr" : "en",
  }));
  return { ...factsOf([]), columns: { language: "Locale", category: "category" }, scanned };
}

describe("a sample", () => {
  test("of the first rows is the first rows", () => {
    const rows = drawSample({ rowCount: 9, size: 3, method: "first", seed: 1 }, null);
    expect(rows.map((row) => row.rowNumber)).toEqual([1, 2, 3]);
  });

  test("never holds a row twice nor one that does not exist", () => {
    const rows = drawSample({ rowCount: million, size: 200, method: "random", seed: 7 }, null);
    const numbers = rows.map((row) => row.rowNumber);
    expect(new Set(numbers).size).toBe(200);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(million);
  });

  test("is the same for the same seed and another for another", () => {
    const draw = (seed: number) => drawSample({ rowCount: million, size: 20, method: "random", seed }, null);
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  test("larger than the dataset is the whole dataset", () => {
    const rows = drawSample({ rowCount: 4, size: 50, method: "stratified", seed: 1 }, factsOf([null]));
    expect(rows.map((row) => row.rowNumber)).toEqual([1, 2, 3, 4]);
    expect(rows.every((row) => row.weight === 1)).toBe(true);
  });

  test("that is stratified holds extremes, one row of each category and random rows", () => {
    const categories = Array.from({ length: 300 }, (_, index) => ["soap", "oil", "scent"][index % 3] ?? null);
    const rows = drawSample(
      { rowCount: million, size: 20, method: "stratified", seed: 1 },
      factsOf(categories),
    );
    const drawnAs = (kind: string) => rows.filter((row) => row.drawnAs === kind).length;
    expect(rows).toHaveLength(20);
    expect(drawnAs("longest") + drawnAs("shortest") + drawnAs("emptiest")).toBe(6);
    expect(drawnAs("category")).toBe(3);
    expect(drawnAs("random")).toBe(11);
  });

  test("that is stratified weighs its rows up to the dataset, extremes only for themselves", () => {
    const categories = Array.from({ length: 200 }, (_, index) => (index % 10 === 0 ? "rare" : "common"));
    const rows = drawSample(
      { rowCount: 5_000, size: 30, method: "stratified", seed: 1 },
      factsOf(categories),
    );
    expect(rows.reduce((sum, row) => sum + row.weight, 0)).toBeCloseTo(5_000, 6);
    expect(rows.filter((row) => row.drawnAs === "longest").every((row) => row.weight === 1)).toBe(true);
  });

  test("that is stratified says for each row why it is in it: which extreme, which language, which category", () => {
    const draw = { rowCount: 5_000, size: 12, method: "stratified", seed: 1 } as const;
    const rows = drawSample(draw, bilingualFacts());
    const drawnFor = rows.flatMap((row) => row.drawnFor ?? []);
    expect(drawnFor).toContainEqual({ column: "Locale", value: "fr" });
    expect(drawnFor).toContainEqual({ column: "Locale", value: "en" });
    expect(drawnFor).toContainEqual({ column: "category", value: "soap" });
    expect(drawnFor).toContainEqual({ column: "category", value: "oil" });
    expect(drawnFor).toHaveLength(4);
    for (const row of rows)
      expect((row.drawnFor ?? []).length > 0).toBe(/language|category/.test(row.drawnAs));
  });

  test("with many languages still has room for categories, and for a random row", () => {
    const facts = bilingualFacts();
    facts.scanned = facts.scanned.map((row, index) => ({ ...row, language: `l${index % 30}` }));
    const rows = drawSample({ rowCount: 5_000, size: 12, method: "stratified", seed: 1 }, facts);
    const drawnAs = rows.map((row) => row.drawnAs);
    expect(drawnAs.filter((kind) => kind === "language")).toHaveLength(4);
    expect(drawnAs).toContain("random");
    const categoryOf = new Map(facts.scanned.map((row) => [row.rowNumber, row.category]));
    const held = new Set(rows.map((row) => categoryOf.get(row.rowNumber)).filter(Boolean));
    expect(held).toEqual(new Set(["oil", "soap"]));
  });

  test("weighs each language and each category as much as it makes up of the dataset", () => {
    const facts = bilingualFacts();
    const rows = drawSample({ rowCount: 5_000, size: 60, method: "stratified", seed: 1 }, facts);
    const known = new Map(facts.scanned.map((row) => [row.rowNumber, row]));
    const weightOf = (kind: "language" | "category", value: string) =>
      rows.reduce((sum, row) => sum + (known.get(row.rowNumber)?.[kind] === value ? row.weight : 0), 0);
    const extremes = rows.filter((row) => /est$/.test(row.drawnAs)).length;
    expect(weightOf("language", "fr")).toBeCloseTo((5_000 - extremes) * 0.1, 4);
    expect(weightOf("category", "oil")).toBeCloseTo((5_000 - extremes) * 0.25, 4);
  });

  test("of one row is a random one even when stratified", () => {
    const rows = drawSample({ rowCount: 100, size: 1, method: "stratified", seed: 1 }, factsOf(["a", "b"]));
    expect(rows).toHaveLength(1);
  });
});

test("row numbers drawn at random are spread evenly", () => {
  const random = seededRandom(42);
  const hits = new Map<number, number>();
  for (let round = 0; round < 20_000; round++) {
    for (const row of randomRowNumbers(10, 3, random)) hits.set(row, (hits.get(row) ?? 0) + 1);
  }
  for (let row = 1; row <= 10; row++) expect(hits.get(row)).toBeGreaterThan(5_700);
});

describe("a category column", () => {
  const column = { type: "text", filled: 100, maxLength: 20 };

  test("is the one with a telling name, else the one with the fewest values", () => {
    const gender = { ...column, name: "gender", distinct: 3 };
    const category = { ...column, name: "category", distinct: 12 };
    expect(categoryColumn([gender, category], 100)).toBe("category");
    expect(categoryColumn([{ ...column, name: "size", distinct: 8 }, gender], 100)).toBe("gender");
  });

  test("is not the one that says the language, and that one is found by its name", () => {
    const languages = { ...column, name: "语言", distinct: 2 };
    const brand = { ...column, name: "maker", distinct: 9 };
    expect(categoryColumn([languages, brand], 100)).toBe("maker");
    expect(languageColumn([brand, languages], 100)).toBe("语言");
    expect(languageColumn([brand, { ...languages, distinct: 1 }], 100)).toBeNull();
  });

  test("is none where every row differs", () => {
    expect(categoryColumn([{ ...column, name: "sku", distinct: 100 }], 100)).toBeNull();
  });
});
