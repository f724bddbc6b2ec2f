import { crc32 } from "node:zlib";
import type { Examiner, ItemProblem, PublishedItem } from "../channel.ts";
import type { ProductRow } from "../product-csv/product-layout.ts";
import { HEADERS, isOfProduct } from "./product-headers.ts";
import { productRow } from "./product-row.ts";
import type { ProductsConfig } from "./shopify-config.ts";

/**
 * Says what Shopify would not take of items. Where products have variants the first row of each says what is of the
 * product: a later one may leave it blank, and is told of where it says something else.
 */
export function examineProducts(config: ProductsConfig, hasVariants: boolean): Examiner {
  // Of the texts no more than tells whether others are the same: they may be many.
  const firsts = new Map<string, { itemId: string; sums: Record<string, number> }>();
  return {
    looksBack: hasVariants,
    problemsOf: async (_, items) => items.map(problemsOf),
  };

  function problemsOf(item: PublishedItem): ItemProblem[] {
    const row = productRow(item, config);
    if (!hasVariants) return row.problems;
    const problems = [...row.problems, ...otherOptions(item, row)];
    const first = firsts.get(row.product);
    if (first && first.itemId !== item.itemId) return besides(first.sums, { ...row, problems });
    if (problems.every(({ isStrict }) => !isStrict))
      firsts.set(row.product, { itemId: item.itemId, sums: ofProduct(row.cells) });
    return problems;
  }

  function besides(first: Record<string, number>, { cells, problems }: ProductRow): ItemProblem[] {
    const others = Object.entries(ofProduct(cells)).filter(
      ([column, sum]) => cells[column] !== "" && sum !== first[column],
    );
    return [
      ...problems.filter(({ column }) => !isOfProduct(column, config.headers)),
      ...others.map(([column]) => warning("shopify_of_product", column)),
    ];
  }

  function otherOptions({ before }: PublishedItem, { cells }: ProductRow): ItemProblem[] {
    if (!before) return [];
    const former = productRow({ fields: before }, config).cells;
    return HEADERS[config.headers].options.flatMap(([, column]) => {
      const [was, is] = [former[column] ?? "", cells[column] ?? ""];
      return was === "" || was === is ? [] : [warning("shopify_option_changed", column, { was })];
    });
  }

  function ofProduct(cells: Record<string, string>): Record<string, number> {
    const columns = Object.keys(cells).filter((column) => isOfProduct(column, config.headers));
    return Object.fromEntries(columns.map((column) => [column, crc32(cells[column] ?? "")]));
  }
}

function warning(code: string, column: string, params: Record<string, string> = {}): ItemProblem {
  return { code, column, params: { column, ...params }, allowed: [], isStrict: false };
}
