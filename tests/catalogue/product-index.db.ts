import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { BLOCK } from "#db/queries/catalogue/index-terms.ts";
import { bitsOf, countPending, listWithAllValues } from "#db/queries/catalogue/product-index.ts";
import type { ProductQuestion } from "#db/queries/catalogue/product-question.ts";
import { countProducts, listProducts, type ProductSort } from "#db/queries/catalogue/products.ts";
import { countFound, findProducts } from "#lib/catalogue/find-products.ts";
import { indexProducts, PENDING_AT_EASE } from "#lib/catalogue/index-products.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { operator } from "#tests/datasets/import-file.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

vi.setConfig({ testTimeout: 120_000 });

// More than wait at ease: all of them are written into the index.
const PRODUCTS = PENDING_AT_EASE + 200;
const material = { attribute: "material" };
const range = (from: number | null, to: number | null, isOpen = false) => ({ from, to, isOpen });

const QUESTIONS: ProductQuestion[] = [
  { all: [] },
  { of: "has", name: material },
  { not: { of: "has", name: material } },
  { of: "value", name: material, in: ["silk", "wool"] },
  { not: { of: "value", name: material, in: ["silk"] } },
  { of: "value", name: { attribute: "code" }, in: ["c17"] },
  { of: "listed", fact: "countries", in: ["DE"] },
  { not: { of: "listed", fact: "countries", in: ["DE", "FR"] } },
  { of: "category", in: [1, 2] },
  { of: "measured" },
  { not: { of: "measured" } },
  ...[0, 1, 2, 3, 9].map(
    (to): ProductQuestion => ({ of: "pictures", measure: "count", range: range(null, to, true) }),
  ),
  { of: "pictures", measure: "count", range: range(2, null) },
  { of: "pictures", measure: "minSide", range: range(null, 800, true) },
  { of: "pictures", measure: "minSide", range: range(700, 900) },
  { of: "pictures", measure: "minSide", range: range(20_000, null) },
  ...[0, 1, 5, 6, 13, 4_095, 9_000].map(
    (to): ProductQuestion => ({ of: "length", name: { fact: "title" }, range: range(null, to, true) }),
  ),
  { of: "length", name: { attribute: "note" }, range: range(4_000, null, true) },
  { of: "length", name: { attribute: "note" }, range: range(10, 20) },
  { of: "number", attribute: "weight", range: range(500, null) },
  { of: "text", name: material, contains: "il" },
  { of: "key", contains: "99" },
  {
    all: [
      { of: "listed", fact: "countries", in: ["DE"] },
      { not: { of: "has", name: material } },
      { of: "pictures", measure: "minSide", range: range(null, 800, true) },
    ],
  },
  {
    any: [
      {
        all: [
          { of: "has", name: material },
          { not: { of: "number", attribute: "weight", range: range(null, 90) } },
        ],
      },
      { of: "listed", fact: "languages", in: ["fr"] },
    ],
  },
];

const product = (n: number) => ({
  key: `k${n}`,
  title: n % 11 === 0 ? null : "x".repeat(n % 14),
  country: ["DE", "FR", "IT"][n % 3] ?? null,
  language: n % 2 === 0 ? "de" : "fr",
  category: n % 5 === 0 ? null : ["Home", n % 2 === 0 ? "Bed" : "Bath"],
  pictures: Array.from({ length: n % 4 }, (_, at) =>
    n % 8 < 4
      ? { url: `https://a.example/${n}-${at}.jpg`, width: 600 + (n % 500), height: 2_000 }
      : `https://a.example/${n}-${at}.jpg`,
  ),
  attributes: {
    material: n % 4 === 0 ? null : (["Silk", "wool", "Linen"][n % 3] ?? null),
    code: `C${n}`,
    weight: `${n % 1_000} g`,
    note: n % 100 === 0 ? "n".repeat(5_000) : "n".repeat(n % 30),
  },
});

async function push(from: number, to: number, change: object = {}): Promise<void> {
  for (let at = from; at < to; at += 1_000) {
    const products = Array.from({ length: Math.min(1_000, to - at) }, (_, n) => ({
      ...product(at + n),
      ...change,
    }));
    const pushed = await pushProducts(operator, { products });
    if (!pushed.ok) throw new Error(pushed.refusal.code);
  }
}

const IN_ONE_PAGE = 5_000;

/** What the index says page by page, and what the rows themselves do. */
async function expectSameAsRows(): Promise<void> {
  for (const question of QUESTIONS) {
    const name = JSON.stringify(question);
    const rows = await listProducts(db(), { question, sort: "added", limit: IN_ONE_PAGE });
    const expected = rows.map(({ id }) => id);
    expect(await countProducts(db(), question, 100_000), name).toBe(expected.length);
    expect(await countFound(db(), question, 100_000), name).toBe(expected.length);
    expect(await walk(question, "added"), name).toEqual(expected);
    expect(await walk(question, "-added"), name).toEqual(expected.reverse());
  }
}

async function walk(question: ProductQuestion, sort: ProductSort): Promise<number[]> {
  const ids: number[] = [];
  let after: { id: number } | undefined;
  for (;;) {
    const found = await findProducts(db(), { question, sort, after, limit: 700 });
    ids.push(...found.slice(0, 700).map(({ id }) => id));
    if (found.length <= 700) return ids;
    after = found[699];
  }
}

describeOnBothDatabases("the index of the catalogue", () => {
  test("finds and counts exactly what the rows say, in any order and page by page", async () => {
    await push(0, PRODUCTS);
    // Over the edge of a block.
    await db().execute(sql`update products set id = id + ${BLOCK - 1_100}`);
    await db().execute(sql`update product_pending set product_id = product_id + ${BLOCK - 1_100}`);
    await expectSameAsRows();
    await indexProducts({}, new AbortController().signal);
    expect(await countPending(db(), PENDING_AT_EASE)).toBeLessThan(PENDING_AT_EASE);
    await expectSameAsRows();
  });

  test("finds what has changed since, without having been written anew", async () => {
    await push(100, 160, { country: "DE", pictures: [], title: "Changed" });
    await push(PRODUCTS, PRODUCTS + 50);
    await db().execute(sql`with gone as (delete from products where key in ('k5', 'k2100') returning id)
      insert into product_pending (product_id) select id from gone on conflict do nothing`);
    await expectSameAsRows();
  });

  test("knows by itself what needs no row to be read", async () => {
    await push(0, PRODUCTS, { title: "Once more" });
    await indexProducts({}, new AbortController().signal);
    await expectSameAsRows();
    const withAll = await listWithAllValues(db(), ["a.material", "a.code"]);
    expect([...withAll]).toEqual(["a.material"]);
    const isExact = (question: ProductQuestion) => bitsOf(question, (name) => withAll.has(name)).isExact;
    expect(
      isExact({ all: [{ of: "value", name: material, in: ["silk"] }, { not: { of: "measured" } }] }),
    ).toBe(true);
    expect(isExact({ of: "value", name: { attribute: "code" }, in: ["c1"] })).toBe(false);
    expect(isExact({ any: [{ of: "measured" }, { of: "key", contains: "1" }] })).toBe(false);
  });
});
