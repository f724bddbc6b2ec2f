import type { Db } from "#db/client.ts";
import { lookUp } from "#lib/catalogue/look-up.ts";
import type { Work } from "./render-work.ts";
import { readsOneProduct } from "./step-fields.ts";

/** What a look-up is to find. */
export type LookUpWork = Extract<Work, { kind: "look-up" }>;

/** What a look-up gives: `value` has its step's fields, `evidence` the keys of the products they are of. */
export async function readProducts(
  tx: Db,
  work: LookUpWork,
): Promise<{ value: Record<string, unknown>; evidence: Record<string, unknown> }> {
  const products = await lookUp(tx, work);
  const evidence = { by: work.by, query: work.query, keys: products.map(({ key }) => key) };
  if (readsOneProduct(work)) return { value: { ...products[0] }, evidence };
  const rows = products.map((product) => ({ ...product }));
  return { value: { products: rows, count: rows.length }, evidence };
}
