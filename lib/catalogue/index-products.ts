import { type Db, db } from "#db/client.ts";
import {
  clearBlock,
  countPending,
  findStaleBlock,
  readBlock,
  storeBits,
  takePending,
} from "#db/queries/catalogue/product-index.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { BlockBits } from "./block-bits.ts";
import { indexProductsJob } from "./jobs.ts";

/** So many changed products are judged by their rows as fast as by an index. */
export const PENDING_AT_EASE = 2_000;
const PRODUCTS_AT_ONCE = 4_096;
const TERMS_AT_ONCE = 250;

/**
 * The job: puts products that have changed into the index, the block with most of them first, until few are left. A block
 * is a transaction: what is cut off is done again.
 */
export async function indexProducts(_payload: object, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const block = await findStaleBlock(db(), PENDING_AT_EASE);
    if (block === null) return;
    await db().transaction((tx) => indexBlock(tx, block));
  }
}

/** Asks for the index to be brought up to date, where enough has changed. */
export async function askForIndex(tx: Db): Promise<void> {
  if ((await countPending(tx, PENDING_AT_EASE)) === PENDING_AT_EASE) await enqueue(tx, indexProductsJob, {});
}

async function indexBlock(tx: Db, block: number): Promise<void> {
  await takePending(tx, block);
  const bits = new BlockBits();
  for (let after = -1; ; ) {
    const products = await readBlock(tx, { block, after, limit: PRODUCTS_AT_ONCE });
    for (const product of products) bits.add(product);
    const last = products.at(-1);
    if (!last) break;
    after = last.id;
  }
  await clearBlock(tx, block);
  let terms: { term: string; hex: string }[] = [];
  for (const term of bits.terms()) {
    terms.push(term);
    if (terms.length < TERMS_AT_ONCE) continue;
    await storeBits(tx, block, terms);
    terms = [];
  }
  if (terms.length > 0) await storeBits(tx, block, terms);
}
