import { describe, expect, test } from "vitest";
import { DistinctCount } from "#lib/datasets/column-statistics.ts";
import { fitsType, inferType } from "#lib/datasets/column-type.ts";
import { columnsOf, likelyHeader, normaliseHeader } from "#lib/datasets/header.ts";
import { matchColumns } from "#lib/datasets/match-columns.ts";
import { takeRow } from "#lib/datasets/take-row.ts";

describe("the header row", () => {
  test("is the first row of an ordinary table", () => {
    expect(
      likelyHeader([
        ["sku", "name", "price"],
        ["001", "Rose", "12"],
        ["002", "Iris", "13"],
      ]),
    ).toBe(0);
  });

  test("is found below a title and notes", () => {
    const rows = [
      ["Spring catalogue 2026"],
      ["made by marketing", "", ""],
      ["编号", "品名", "价格"],
      ["001", "玫瑰", "12"],
    ];
    expect(likelyHeader(rows)).toBe(2);
  });

  test("stays the first row where every cell is text", () => {
    expect(
      likelyHeader([
        ["name", "note"],
        ["Rose", "soft"],
        ["Iris", "dry"],
      ]),
    ).toBe(0);
  });

  test("may not name two columns alike", () => {
    const columns = columnsOf(["name", "Price", "price "], []);
    expect(columns).toMatchObject({
      ok: false,
      refusal: { code: "duplicate_header", params: { header: "price", columns: "B, C" } },
    });
  });

  test("may leave a column without a name, which then is called by its letter", () => {
    const columns = columnsOf(
      ["name", "", "price"],
      [
        ["Rose", "x", "1"],
        ["Iris", "y", "2"],
      ],
    );
    expect(columns.ok && columns.value.map(({ header }) => header)).toEqual(["name", "B", "price"]);
  });

  test("does not take a stray cell beyond it for a column", () => {
    const below = [
      ["a", "1"],
      ["b", "2", "oops"],
      ["c", "3"],
    ];
    const columns = columnsOf(["name", "price"], below);
    expect(columns.ok && columns.value).toHaveLength(2);
  });

  test("cannot be an empty row", () => {
    expect(columnsOf(["", " "], [["a"]])).toMatchObject({ ok: false, refusal: { code: "header_empty" } });
  });
});

describe("matching columns to inputs", () => {
  test("looks past case, width, spaces and marks", () => {
    expect(normaliseHeader("Product_Name")).toBe(normaliseHeader("ｐｒｏｄｕｃｔ name"));
    const matches = matchColumns(["Product Name", "価格"], ["product_name", "price"], new Map());
    expect([...matches]).toEqual([["Product Name", "product_name"]]);
  });

  test("prefers what the member chose before", () => {
    const remembered = new Map([[normaliseHeader("品名"), "name"]]);
    expect(matchColumns(["品名", "Name"], ["name"], remembered)).toEqual(new Map([["品名", "name"]]));
  });

  test("offers what was remembered only where the template has such an input", () => {
    const remembered = new Map([[normaliseHeader("品名"), "title"]]);
    expect(matchColumns(["品名"], ["name"], remembered).size).toBe(0);
    expect(matchColumns(["品名"], [], remembered).get("品名")).toBe("title");
  });
});

describe("the type of a column", () => {
  test.each([
    [["1", "2.50", "-3"], "number"],
    [["1,200", "3"], "number"],
    [["007", "12"], "text"],
    [["6901234567890123"], "text"],
    [["https://example.com/a.jpg"], "url"],
    [["2026-11-22", "2026/1/5"], "date"],
    [["2026-02-30"], "text"],
    [["yes", "No"], "boolean"],
    [["1", "0"], "number"],
    [["", " "], "text"],
    [["12", "n/a"], "text"],
  ] as const)("of %j is %s", (samples, type) => {
    expect(inferType(samples)).toBe(type);
  });

  test("is checked cell by cell", () => {
    expect(fitsType("12e3", "number")).toBe(false);
    expect(fitsType(" 12.5 ", "number")).toBe(true);
    expect(fitsType("javascript:alert(1)", "url")).toBe(false);
    expect(fitsType("是", "boolean")).toBe(true);
    expect(fitsType("2026-11-22T10:00:00Z", "date")).toBe(true);
  });
});

describe("taking a row", () => {
  const columns = [
    { index: 0, header: "Name", name: "name", type: "text", required: true },
    { index: 2, header: "Price", name: "price", type: "number", required: false },
  ] as const;

  test("gives every column a value and leaves out the rest", () => {
    expect(takeRow({ sourceRow: 2, cells: ["Rose", "secret"] }, columns, 3)).toEqual({
      ok: true,
      values: { name: "Rose", price: "" },
    });
  });

  test("says everything that is wrong at once", () => {
    const taken = takeRow({ sourceRow: 2, cells: [" ", "", "cheap", "more"] }, columns, 3);
    expect(taken).toMatchObject({
      ok: false,
      errors: [
        { column: "name", rule: "missing_value" },
        { column: "price", rule: "not_number", value: "cheap" },
        { column: "", rule: "too_many_cells", value: "more" },
      ],
    });
  });

  test("minds an error cell only in a column that is taken", () => {
    const faults = [
      { cell: 1, rule: "cell_error" as const, value: "#N/A" },
      { cell: 2, rule: "cell_error" as const, value: "#REF!" },
    ];
    const taken = takeRow({ sourceRow: 2, cells: ["Rose"], faults }, columns, 3);
    expect(taken).toEqual({
      ok: false,
      values: { name: "Rose", price: "#REF!" },
      errors: [{ column: "price", rule: "cell_error", value: "#REF!" }],
    });
  });
});

test("distinct values are counted to within one while few and 6 % when many", () => {
  for (const count of [0, 1, 10, 100]) expect(Math.abs(counted(count) - count)).toBeLessThanOrEqual(1);
  for (const count of [1_000, 10_000, 200_000]) {
    expect(Math.abs(counted(count) - count) / count).toBeLessThan(0.06);
  }
});

function counted(values: number): number {
  const distinct = new DistinctCount();
  for (let pass = 0; pass < 2; pass++) for (let n = 0; n < values; n++) distinct.add(`value ${n}`);
  return distinct.estimate();
}
