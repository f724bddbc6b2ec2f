import { db } from "#db/client.ts";
import { type AttributeRow, findAttributes } from "#db/queries/catalogue/attributes.ts";
import { withSizes } from "#db/queries/catalogue/picture-sizes.ts";
import {
  findProduct,
  listProductChanges,
  listProductOutputs,
  type ProductOutputRow,
  type ProductRow,
  sumProductCosts,
} from "#db/queries/catalogue/products.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type FieldChange, productDiff } from "./product-diff.ts";

const MOST_OUTPUTS = 500;
const MOST_CHANGES = 50;

/** What was made of a product in one language and paid in one currency. */
export interface ProductLanguage {
  language: string;
  made: number;
  approved: number;
  published: number;
  paid: Money;
}

/** A change of a product, by an import or by another system. */
export interface ProductHistory {
  at: string;
  import: { id: string; fileName: string } | null;
  fields: FieldChange[];
}

/** A product with everything that was ever made of it. */
export interface ProductView {
  product: ProductRow;
  attributes: Pick<AttributeRow, "name" | "kinds" | "units">[];
  languages: ProductLanguage[];
  /** The last 500 by language; none for who may not see what is made. */
  outputs: ProductOutputRow[];
  history: ProductHistory[];
}

/**
 * A product with what was made, approved, published and paid for it in each language, and how it came to be as it is.
 * What was made is found by its key: rows of any dataset that are known by it count. Needs `catalogue:read`, and
 * `batches:read` for what was made.
 */
export async function readProduct(
  actor: Actor,
  { key }: { key: string },
): Promise<Result<ProductView, "forbidden" | "not_found">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const product = await findProduct(db(), key);
  if (!product) return refuse("not_found");
  const maySee = can(actor, "batches:read");
  const sums = maySee ? await sumProductCosts(db(), key) : [];
  const changes = await listProductChanges(db(), product.id, MOST_CHANGES);
  // What a product was before one change is what it was after the one before.
  const states = [product, ...changes];
  const { pictures } = product.facts;
  const sized = pictures ? { pictures: await withSizes(db(), pictures) } : {};
  return accept({
    product: { ...product, facts: { ...product.facts, ...sized } },
    attributes: await findAttributes(db(), Object.keys(product.attributes)),
    languages: sums.map(({ cost, currency, ...sum }) => ({ ...sum, paid: money(cost, currency) })),
    outputs: maySee ? await listProductOutputs(db(), key, MOST_OUTPUTS) : [],
    history: changes.map((change, at) => ({
      at: new Date(change.at).toISOString(),
      import: change.importId ? { id: change.importId, fileName: change.fileName ?? "" } : null,
      fields: productDiff(change, whole(states[at] ?? product, change)),
    })),
  });
}

/** A state as a patch that lays all of it over another. */
function whole(
  after: { facts: object; attributes: Record<string, string> },
  before: { facts: object; attributes: Record<string, string> },
) {
  const empty = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, null]));
  return {
    facts: { ...empty(before.facts), ...after.facts },
    attributes: { ...empty(before.attributes), ...after.attributes },
  };
}
