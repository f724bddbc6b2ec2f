import { expect, test } from "vitest";
import type { InspectedColumn } from "#lib/datasets/inspect-file.ts";
import { keyColumn } from "#lib/datasets/key-column.ts";

const ROWS = 100;

/** A column of a hundred rows, filled and all different unless it says otherwise. */
function column(index: number, header: string, part: Partial<InspectedColumn> = {}): InspectedColumn {
  const samples = ["A1", "A2", "A3"];
  return { index, header, samples, type: "text", filled: ROWS, distinct: ROWS, ...part };
}

test.each([
  ...["SKU", "Seller SKU", "item_number", "Product ID", "Variant SKU", "Handle", "GTIN", "商品编码", "货号"],
  ...["Ｓ Ｋ Ｕ", "product-id *"],
])("the column headed %s names the rows", (header) => {
  expect(keyColumn([column(0, "Name"), column(1, header)], ROWS)).toBe(1);
});

test("without such a header it is the first whose values are there, short, different and in one piece", () => {
  const name = column(0, "Name", { samples: ["Eau de Rose", "Eau de Vie"] });
  const size = column(1, "Size", { samples: ["30ml", "50ml"], distinct: 2 });
  const price = column(2, "Price", { samples: ["9.90", "12.50"], type: "number" });
  const partly = column(3, "Old code", { filled: 40, distinct: 40 });
  const code = column(4, "Artikel", { samples: ["x-1", "x-2"] });
  expect(keyColumn([name, size, price, partly, code], ROWS)).toBe(4);
  expect(keyColumn([name, size, price, partly], ROWS)).toBe(null);
});

test("a column headed like a key that holds descriptions is none", () => {
  expect(keyColumn([column(0, "Key", { samples: ["a".repeat(200)] })], ROWS)).toBe(null);
});
