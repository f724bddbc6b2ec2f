import type { ProductLayout } from "../product-csv/product-layout.ts";
import { HEADERS, isOfProduct, standingColumns } from "./product-headers.ts";
import { isOfPictures, pictureRows } from "./product-pictures.ts";
import { productRow } from "./product-row.ts";
import type { ProductsConfig } from "./shopify-config.ts";

/**
 * How products stand in a file for Shopify: one row each, or one for each variant where the options are mapped.
 * @param hasVariants whether they are.
 */
export function shopifyLayout(config: ProductsConfig, hasVariants: boolean): ProductLayout {
  const { handle } = HEADERS[config.headers];
  return {
    ...{ delimiter: ",", yes: "true", standing: standingColumns(config.headers) },
    groupedBy: hasVariants ? handle : null,
    isOfProduct: (column) => isOfProduct(column, config.headers),
    belongsTogether: (column) => isOfPictures(column, config.headers),
    rankOf: () => 0,
    linesOf: (cells) => pictureRows(cells, config.headers),
    rowOf: (item) => productRow(item, config),
    twice: ({ cells }, itemId) => ({
      code: hasVariants ? "shopify_variant_twice" : "shopify_handle_twice",
      params: { itemId, handle: cells[handle] ?? "" },
    }),
  };
}
