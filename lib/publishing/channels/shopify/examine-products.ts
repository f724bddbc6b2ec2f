import type { Examiner, ItemProblem, PublishedItem } from "../channel.ts";
import type { ProductRow } from "../product-csv/product-layout.ts";
import { isOfProduct } from "./product-headers.ts";
import { productRow } from "./product-row.ts";
import type { ProductsConfig } from "./shopify-config.ts";

/**
 * Says what Shopify would not take of items. Where products have variants the first row of each says what is of the
 * product: a later one may leave it blank, and is told of where it says something else.
 */
export function examineProducts(config: ProductsConfig, hasVariants: boolean): Examiner {
  const firsts = new Map<string, { itemId: string; cells: Record<string, string> }>();
  return {
    looksBack: hasVariants,
    problemsOf: async (_, items) => items.map(problemsOf),
  };

  function problemsOf(item: PublishedItem): ItemProblem[] {
    const row = productRow(item, config);
    if (!hasVariants) return row.problems;
    const first = firsts.get(row.product);
    if (first && first.itemId !== item.itemId) return besides(first.cells, row);
    if (row.problems.every(({ isStrict }) => !isStrict))
      firsts.set(row.product, { itemId: item.itemId, cells: ofProduct(row.cells) });
    return row.problems;
  }

  function besides(first: Record<string, string>, { cells, problems }: ProductRow): ItemProblem[] {
    const others = Object.entries(ofProduct(cells)).filter(
      ([column, text]) => text !== "" && text !== first[column],
    );
    return [
      ...problems.filter(({ column }) => !isOfProduct(column, config.headers)),
      ...others.map(([column]) => ({
        ...{ code: "shopify_of_product", column, params: { column }, allowed: [], isStrict: false },
      })),
    ];
  }

  function ofProduct(cells: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(cells).filter(([column]) => isOfProduct(column, config.headers)),
    );
  }
}
