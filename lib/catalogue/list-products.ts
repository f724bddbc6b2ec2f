import { type Db, db } from "#db/client.ts";
import { listWorstProducts, type ProductRow, type ProductSort } from "#db/queries/catalogue/products.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { decodeCursor, isStoredInteger } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { countFound, findProducts } from "./find-products.ts";
import type { ProductFilter } from "./product-filter.ts";
import { readFilter } from "./read-filter.ts";

type Refused = "forbidden" | "filter_invalid";

/** Counts beyond this are not told to the last product. */
const MOST_COUNTED = 100_000;

/** Everything. */
const NO_FILTER: ProductFilter = { all: [] };

/**
 * A page of products, one more than `limit`: those of a filter, and whose key begins with `q` or whose GTIN it is. Needs
 * `catalogue:read`. Refuses a filter that makes no sense, at each of its places.
 */
export async function listProducts(
  actor: Actor,
  page: {
    filter?: ProductFilter | undefined;
    q?: string | undefined;
    sort: ProductSort;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Result<ProductRow[], Refused>> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const question = await readFilter(db(), page.filter ?? NO_FILTER);
  if (!question.ok) return question;
  const { q, sort, limit, cursor } = page;
  const after = placeIn(cursor, sort);
  return accept(
    await findProducts(db(), { question: question.value, q: q || undefined, sort, after, limit }),
  );
}

function placeIn(
  cursor: string | undefined,
  sort: ProductSort,
): { key: string } | { id: number } | undefined {
  const [place] = decodeCursor(cursor) ?? [];
  if (sort.endsWith("key")) return typeof place === "string" ? { key: place } : undefined;
  return isStoredInteger(place) ? { id: place } : undefined;
}

/** Where a page of products ends that is sorted so. */
export function placeOfProduct({ id, key }: ProductRow, sort: ProductSort): [string | number] {
  return [sort.endsWith("key") ? key : id];
}

/**
 * How many products a filter finds: all of them counted up to 100,000, and 100,000 where there are more. Needs
 * `catalogue:read`. Refuses a filter that makes no sense, at each of its places.
 */
export async function countProducts(
  actor: Actor,
  { filter }: { filter: ProductFilter },
): Promise<Result<ProductCount, Refused>> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  return countFilter(db(), filter);
}

/**
 * The worst of the products that a filter finds: of the first 2,000 those with the fewest facts and attributes. Needs
 * `catalogue:read`. Refuses a filter that makes no sense, at each of its places.
 */
export async function sampleProducts(
  actor: Actor,
  { filter, limit }: { filter: ProductFilter; limit: number },
): Promise<Result<ProductRow[], Refused>> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const question = await readFilter(db(), filter);
  return question.ok ? accept(await listWorstProducts(db(), question.value, SAMPLED, limit)) : question;
}

const SAMPLED = 2_000;

/** How many products a filter finds; not `exact` where there are more than are counted. */
export interface ProductCount {
  count: number;
  exact: boolean;
}

/** The same for who was already asked whether they may. */
export async function countFilter(
  tx: Db,
  filter: ProductFilter,
): Promise<Result<ProductCount, "filter_invalid">> {
  const question = await readFilter(tx, filter);
  if (!question.ok) return question;
  const found = await countFound(tx, question.value, MOST_COUNTED + 1);
  return accept({ count: Math.min(found, MOST_COUNTED), exact: found <= MOST_COUNTED });
}
