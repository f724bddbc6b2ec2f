import type { Failure } from "#lib/failure.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";

/** An item as its row in a file of products, and what the shop would not take of it. */
export interface ProductRow {
  cells: Record<string, string>;
  /** Names the product, and which of its variants it is; no two rows may have both alike. */
  product: string;
  variant: string;
  problems: ItemProblem[];
}

/** How products stand in the file of a shop. */
export interface ProductLayout {
  delimiter: "," | ";" | "|";
  /** What a label says that stands in a column of its own. */
  yes: string;
  /** Columns that a file always has. */
  standing: readonly string[];
  /** By which column a product's rows are known to belong together; `null` where a product is one row. */
  groupedBy: string | null;
  /** Whether a column is of the product: its first row says it for all of them. */
  isOfProduct(column: string): boolean;
  /** Columns of which a file has all or none. */
  belongsTogether(column: string): boolean;
  /** Rows of which others speak come before those. */
  rankOf(cells: Record<string, string>): number;
  /** The first row of a product as its line, and lines that follow those of its other rows; where it is left out, just that row. */
  linesOf?(cells: Record<string, string>): {
    first: Record<string, string>;
    further: Record<string, string>[];
  };
  rowOf(item: Pick<PublishedItem, "fields" | "language">): ProductRow;
  /** What is said of a second item with the product and variant of another. */
  twice(row: ProductRow, itemId: string): Failure;
}
