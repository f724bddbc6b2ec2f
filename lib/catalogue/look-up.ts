import type { Db } from "#db/client.ts";
import { listCategories } from "#db/queries/catalogue/categories.ts";
import { foldedValue } from "#db/queries/catalogue/index-terms.ts";
import type { ProductQuestion } from "#db/queries/catalogue/product-question.ts";
import { findProduct, type ProductRow } from "#db/queries/catalogue/products.ts";
import { readCategoryPath } from "./categories/category-path.ts";
import { CategoryTree } from "./categories/category-tree.ts";
import { findProducts } from "./find-products.ts";
import { attributeOf } from "./imports/import-plan.ts";
import { productColumns } from "./product-columns.ts";

/** Which products somebody wants to read. */
export interface LookUp {
  /** `key`, `gtin`, `category` or `attributes.<name>`: what has to equal `query`. */
  by: string;
  query: string;
  /** Most products, where several can be found. */
  limit: number;
  /** The key of a product that is left out; "" for none. */
  except: string;
}

/**
 * Reads products of the catalogue as rows: the one of a key, or those whose category, GTIN or attribute equals something,
 * the first that were added first. Nothing where nothing is asked for, and where there is none.
 */
export async function lookUp(
  tx: Db,
  { by, query, limit, except }: LookUp,
): Promise<Record<string, string>[]> {
  const wanted = query.trim().normalize("NFC");
  if (wanted === "") return [];
  if (by === "key") {
    const product = await findProduct(tx, wanted);
    return product ? [productColumns(product)] : [];
  }
  const question = await questionFor(tx, by, wanted);
  if (!question) return [];
  const others: ProductQuestion =
    except.trim() === ""
      ? question
      : { all: [question, { not: { of: "key", in: [except.trim().normalize("NFC")] } }] };
  const found: ProductRow[] = await findProducts(tx, { question: others, sort: "added", limit });
  return found.slice(0, limit).map(productColumns);
}

async function questionFor(tx: Db, by: string, wanted: string): Promise<ProductQuestion | null> {
  const attribute = attributeOf(by);
  if (attribute !== null) return { of: "value", name: { attribute }, in: [foldedValue(wanted)] };
  if (by === "gtin") return { of: "value", name: { fact: "gtin" }, in: [foldedValue(wanted)] };
  if (by !== "category") return null;
  const path = readCategoryPath(wanted);
  const ids = path.ok ? (await categoryTree(tx)).find(path.path) : [];
  return ids.length > 0 ? { of: "category", in: ids } : null;
}

/** Thousands of items ask for one tree, one after the other. */
const TREE_KEPT_MS = 5_000;
let kept: { tree: Promise<CategoryTree>; readAtMs: number } | null = null;

function categoryTree(tx: Db): Promise<CategoryTree> {
  const now = performance.now();
  if (kept && now - kept.readAtMs < TREE_KEPT_MS) return kept.tree;
  const tree = listCategories(tx).then((rows) => new CategoryTree(rows));
  kept = { tree, readAtMs: now };
  tree.catch(() => {
    kept = null;
  });
  return tree;
}
