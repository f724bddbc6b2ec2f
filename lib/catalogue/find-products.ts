import type { Db } from "#db/client.ts";
import {
  type Bits,
  bitsOf,
  countIndexed,
  countPending,
  listIndexedIds,
  listWithAllValues,
  textsAsked,
} from "#db/queries/catalogue/product-index.ts";
import type { ProductQuestion } from "#db/queries/catalogue/product-question.ts";
import {
  countAmong,
  countProducts,
  listAmong,
  listProducts,
  type ProductPlace,
  type ProductRow,
  type ProductSort,
} from "#db/queries/catalogue/products.ts";

/** With more changed products than this the rows are walked: the index would be asked in vain. */
const MOST_PENDING = 10_000;
/** More candidates than this are found as soon by walking all rows. */
const MOST_CANDIDATES = 300_000;
const CANDIDATES_AT_ONCE = 2_000;

interface Page {
  question: ProductQuestion;
  q?: string | undefined;
  sort: ProductSort;
  after?: ProductPlace | undefined;
  limit: number;
}

/** Products of a question after a place, one more than `limit`: by the index where that is faster, else row by row. */
export async function findProducts(tx: Db, page: Page): Promise<ProductRow[]> {
  const { question, q, sort, after, limit } = page;
  const isUnfiltered = "all" in question && question.all.length === 0;
  const bits = q || isUnfiltered || sort.endsWith("key") ? null : await usableBits(tx, question);
  if (!bits) return listProducts(tx, page);
  if (!bits.isExact && (await countIndexed(tx, bits, question)) > MOST_CANDIDATES)
    return listProducts(tx, page);
  const isDown = sort.startsWith("-");
  const found: ProductRow[] = [];
  let from = after?.id ?? null;
  while (found.length <= limit) {
    const wanted = bits.isExact ? limit + 1 - found.length : CANDIDATES_AT_ONCE;
    const ids = await listIndexedIds(tx, bits, { question, after: from, isDown, limit: wanted });
    found.push(...(await listAmong(tx, ids, { question, isDown, limit: limit + 1 - found.length })));
    from = ids.at(-1) ?? null;
    if (ids.length < wanted) break;
  }
  return found;
}

/** Counts the products of a question, up to `most`: by the index where it knows them all. */
export async function countFound(tx: Db, question: ProductQuestion, most: number): Promise<number> {
  const bits = await usableBits(tx, question);
  if (!bits) return countProducts(tx, question, most);
  const candidates = await countIndexed(tx, bits, question);
  if (bits.isExact) return Math.min(candidates, most);
  if (candidates > MOST_CANDIDATES) return countProducts(tx, question, most);
  let count = 0;
  for (let from: number | null = null; count < most; ) {
    const page = { question, after: from, isDown: false, limit: CANDIDATES_AT_ONCE };
    const ids: number[] = await listIndexedIds(tx, bits, page);
    count += await countAmong(tx, ids, question);
    from = ids.at(-1) ?? null;
    if (ids.length < CANDIDATES_AT_ONCE) break;
  }
  return Math.min(count, most);
}

async function usableBits(tx: Db, question: ProductQuestion): Promise<Bits | null> {
  if ((await countPending(tx, MOST_PENDING)) === MOST_PENDING) return null;
  const withAll = await listWithAllValues(tx, textsAsked(question));
  return bitsOf(question, (name) => withAll.has(name));
}
