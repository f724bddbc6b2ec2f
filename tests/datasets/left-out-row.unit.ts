import { describe, expect, test } from "vitest";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import { correctRow, fixRow, isSameCell, type LeftOutRow } from "#lib/datasets/left-out-row.ts";
import { takeRow } from "#lib/datasets/take-row.ts";

const columns = [
  { index: 0, header: "SKU", name: "sku", type: "text", required: true },
  { index: 1, header: "Price", name: "price", type: "number", required: true },
  { index: 2, header: "Added", name: "added", type: "date", required: false },
] as const;

const euros: CellFix = { column: "price", rule: "not_number", do: "replace", find: " each", by: "" };

function row(values: LeftOutRow["values"], ...errors: [column: string, rule: string][]): LeftOutRow {
  return {
    sourceRow: 7,
    values,
    errors: errors.map(([column, rule]) => ({ column, rule, value: values[column] ?? "" })),
  };
}

describe("a fix", () => {
  test("lets in the cells it makes fit, and touches no other", () => {
    const taken = takeRow({ sourceRow: 2, cells: ["A each", "12 each", ""] }, columns, 3, [euros]);
    expect(taken).toEqual({ ok: true, values: { sku: "A each", price: "12", added: "" } });
  });

  test("leaves a cell as it was where it does not help, and keeps what it mended beside it", () => {
    const taken = takeRow({ sourceRow: 2, cells: ["A", "ask each", ""] }, columns, 3, [euros]);
    expect(taken).toMatchObject({ ok: false, values: { price: "ask each" } });
    const both = takeRow({ sourceRow: 2, cells: ["A", "12 each", "soon"] }, columns, 3, [euros]);
    expect(both).toMatchObject({
      ok: false,
      values: { price: "12", added: "soon" },
      errors: [{ column: "added", rule: "not_date" }],
    });
  });

  test("is for one rule: what is empty is not filled by a fix for what is no number", () => {
    const fixes: CellFix[] = [{ column: "price", rule: "not_number", do: "set", value: "0" }];
    expect(takeRow({ sourceRow: 2, cells: ["A", "", ""] }, columns, 3, fixes).ok).toBe(false);
    expect(takeRow({ sourceRow: 2, cells: ["A", "ask", ""] }, columns, 3, fixes).ok).toBe(true);
  });

  test("several of one cell follow each other", () => {
    const fixes: CellFix[] = [
      { column: "price", rule: "not_number", do: "replace", find: "about ", by: "" },
      euros,
    ];
    expect(takeRow({ sourceRow: 2, cells: ["A", "about 3 each"] }, columns, 3, fixes)).toMatchObject({
      ok: true,
      values: { price: "3" },
    });
  });

  test("reads an error of a spreadsheet as anything else that does not fit", () => {
    const faults = [{ cell: 2, rule: "cell_error" as const, value: "#N/A" }];
    const fixes: CellFix[] = [{ column: "added", rule: "cell_error", do: "set", value: "" }];
    expect(takeRow({ sourceRow: 2, cells: ["A", "1", ""], faults }, columns, 3, fixes)).toEqual({
      ok: true,
      values: { sku: "A", price: "1", added: "" },
    });
  });

  test("does not let in a row that has cells too many", () => {
    const broken = row(
      { sku: "A", price: "1 each", added: "" },
      ["", "too_many_cells"],
      ["price", "not_number"],
    );
    expect(fixRow(broken, columns, [euros])).toMatchObject({
      values: { price: "1" },
      errors: [{ column: "", rule: "too_many_cells" }],
    });
  });

  test("that would make a cell longer than any may be is not made", () => {
    const long = "a".repeat(90_000);
    const fixes: CellFix[] = [
      { column: "price", rule: "not_number", do: "replace", find: "a", by: "b".repeat(999) },
    ];
    expect(
      fixRow(row({ sku: "A", price: long, added: "" }, ["price", "not_number"]), columns, fixes),
    ).toMatchObject({
      values: { price: long },
      errors: [{ column: "price" }],
    });
  });

  test("for a column called __proto__ changes nothing else", () => {
    const fixes: CellFix[] = [{ column: "__proto__", rule: "missing_value", do: "set", value: "x" }];
    const left = row({ sku: "A", price: "", added: "" }, ["price", "missing_value"]);
    expect(fixRow(left, columns, fixes)).toMatchObject({ errors: [{ column: "price" }] });
  });
});

describe("a corrected row", () => {
  test("fits when all that its columns ask is there, and says what is not", () => {
    const left = row({ sku: "", price: "x", added: "" }, ["sku", "missing_value"], ["price", "not_number"]);
    expect(correctRow(left, columns, { sku: "A", price: "2" }, { isSeen: true }).errors).toEqual([]);
    expect(correctRow(left, columns, { sku: "A", added: "soon" }, { isSeen: true }).errors).toEqual([
      { column: "price", rule: "not_number", value: "x" },
      { column: "added", rule: "not_date", value: "soon" },
    ]);
  });

  test("with a cell that could not be read stays wrong until that cell is written", () => {
    const left = row({ sku: "#N/A", price: "1", added: "" }, ["sku", "cell_error"]);
    expect(correctRow(left, columns, {}, { isSeen: true }).errors).toHaveLength(1);
    expect(correctRow(left, columns, { sku: "A" }, { isSeen: true }).errors).toEqual([]);
  });

  test("that was split wrongly is right once somebody saw it, or wrote in it", () => {
    const left = row({ sku: "A", price: "1", added: "" }, ["", "too_many_cells"]);
    expect(correctRow(left, columns, {}, { isSeen: true }).errors).toEqual([]);
    expect(correctRow(left, columns, {}, { isSeen: false }).errors).toHaveLength(1);
    expect(correctRow(left, columns, { price: "2" }, { isSeen: false }).errors).toEqual([]);
  });

  test("takes no column that the dataset does not have", () => {
    const left = row({ sku: "A", price: "", added: "" }, ["price", "missing_value"]);
    const done = correctRow(left, columns, { price: "1", constructor: "x" }, { isSeen: true });
    expect({ ...done.values }).toEqual({ sku: "A", price: "1", added: "" });
  });
});

describe("a value that came back from a spreadsheet is the one that was sent", () => {
  test.each([
    { as: "with its leading zeros dropped", sent: "00123", returned: "123" },
    { as: "shortened", sent: "4006381333931", returned: "4.00638E+12" },
    { as: "cut to the digits of a number", sent: "12345678901234567890", returned: "12345678901234500000" },
    { as: "with its last zero dropped", sent: "1.50", returned: "1.5" },
    { as: "with the apostrophe that keeps it from running", sent: "=1+1", returned: "'=1+1" },
    { as: "with the apostrophe of a csv", sent: "-x", returned: "'-x" },
    { as: "with other line ends", sent: "two\r\nlines", returned: "two\nlines" },
    { as: "without the space around it", sent: " padded ", returned: "padded" },
    { as: "cut to what a cell holds", sent: "x".repeat(40_000), returned: "x".repeat(32_767) },
  ])("$as", ({ sent, returned }) => {
    expect(isSameCell(sent, returned)).toBe(true);
  });

  test.each([
    { as: "another number", sent: "00123", returned: "124" },
    { as: "another long number", sent: "4006381333931", returned: "4.00639E+12" },
    { as: "a fraction more", sent: "12", returned: "12.5" },
    { as: "a nought where nothing was", sent: "", returned: "0" },
    { as: "nothing", sent: "A", returned: "" },
    { as: "a tenth", sent: "1000", returned: "100" },
    { as: "a text that was shortened", sent: "x".repeat(40_000), returned: "x".repeat(30_000) },
  ])("but $as is a correction", ({ sent, returned }) => {
    expect(isSameCell(sent, returned)).toBe(false);
  });
});
