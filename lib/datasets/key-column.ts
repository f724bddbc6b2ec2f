import { normaliseHeader } from "./header.ts";
import type { InspectedColumn } from "./inspect-file.ts";

// As shops and marketplaces head the column that names a product.
const KEY_HEADER =
  /^((seller|merchant|variant|item|product|article|商品|产品|物料)?(sku|id|code|number|no|key|编码|编号|代码)|handle|asin|gtin|ean|upc|isbn|barcode|货号|条码|款号)$/;
/** A longer text describes a thing and does not name it. */
const LONGEST_KEY = 64;
const FEWEST_ROWS = 2;

/**
 * The column by which people name the rows of a file, such as the SKU: the first that is headed like one, else the
 * first whose values are there, short, different and in one piece. @returns its place in the file; `null` for none.
 */
export function keyColumn(columns: readonly InspectedColumn[], rowsRead: number): number | null {
  const short = columns.filter(({ samples }) => samples.every((sample) => sample.length <= LONGEST_KEY));
  const named = short.find(({ header }) => isKeyHeader(header));
  return (named ?? short.find((column) => isLikeKeys(column, rowsRead)))?.index ?? null;
}

/** Whether a column is headed as one that names products. */
export function isKeyHeader(header: string): boolean {
  return KEY_HEADER.test(normaliseHeader(header));
}

function isLikeKeys({ samples, filled, distinct, type }: InspectedColumn, rowsRead: number): boolean {
  const isOneEach = rowsRead >= FEWEST_ROWS && filled === rowsRead && distinct === rowsRead;
  return isOneEach && type === "text" && samples.every((sample) => !/\s/.test(sample.trim()));
}
