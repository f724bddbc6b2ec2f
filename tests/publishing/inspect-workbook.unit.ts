import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type ColumnRule, checkValue } from "#lib/publishing/channels/workbook/column-rule.ts";
import { inspectWorkbook, type WorkbookChoice } from "#lib/publishing/channels/workbook/inspect-workbook.ts";
import { cellMaker } from "#lib/publishing/channels/workbook/item-cells.ts";
import { listSource } from "#lib/publishing/channels/workbook/list-source.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { type OtherParts, templateSheet, writeMarketplaceTemplate } from "./marketplace-template.ts";

const folder = temporaryFolder();
const SHEET = "xl/worksheets/sheet2.xml";

beforeAll(() => {
  process.env.DATA_DIR = folder;
});

test("a template is read as a person would: its sheet, names for programs, first row of data, key and what is asked for", async () => {
  const found = await inspected();
  expect(found).toMatchObject({
    sheet: "Template",
    headerRow: 3,
    firstRow: 4,
    keyColumn: "item_sku",
    lastUsedRow: 4,
  });
  expect(found.sheets).toEqual([
    { name: "Instructions", hidden: false },
    { name: "Template", hidden: false },
    { name: "Valid Values", hidden: true },
  ]);
  expect(found.columns.map(({ name }) => name)).toContain("bullet_point2");
  expect(found.columns.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual([
    "material_type",
  ]);
});

test("labels that several columns share get their letters, when a person takes another row for the header", async () => {
  const found = await inspected({ headerRow: 2 });
  expect(found.columns.map(({ name }) => name).slice(1, 5)).toEqual([
    "Title",
    "Feature [C]",
    "Feature [D]",
    "Colour",
  ]);
  expect(found).toMatchObject({ firstRow: 4, keyColumn: "SKU" });
});

test("a dropdown is read wherever it stands: written out, in a hidden sheet, under a name; INDIRECT is said to be unchecked", async () => {
  const { columns } = await inspected();
  const rules = Object.fromEntries(columns.map(({ name, rule }) => [name, rule]));
  expect(rules).toMatchObject({
    item_name: null,
    color_name: {
      kind: "list",
      values: ["Red", "Green", 'Deep "sea" blue'],
      isStrict: true,
      ignoresCase: false,
    },
    material_type: { kind: "list", values: ["Cotton", "Linen", "Wool"], ignoresCase: true },
    size_name: { kind: "list", values: ["S", "M", "L"] },
    fit_type: { kind: "unchecked", formula: "INDIRECT($G4)" },
    care_text: { kind: "length", min: null, max: 20 },
    quantity: { kind: "number", isWhole: true, min: 0, max: 100 },
  });
});

test("an item becomes cells in the order of columns, with the list's own spelling, and what does not fit is told", async () => {
  const { columns } = await inspected();
  const mapping = ["quantity", "material_type", "color_name", "care_text"].map((to) => ({ to, field: to }));
  const cellsOf = cellMaker(columns, { keyColumn: "item_sku", required: ["color_name"] }, mapping);
  const fields = { quantity: "7", material_type: " cotton", color_name: "Red", care_text: "Wash cold" };
  expect(cellsOf({ key: "007", fields })).toEqual({
    cells: [
      { column: 0, value: "007" },
      { column: 4, value: "Red" },
      { column: 5, value: "Cotton" },
      { column: 8, value: "Wash cold" },
      { column: 9, value: 7 },
    ],
    problems: [],
  });
  const wrong = { quantity: "0101", material_type: "Silk", color_name: " ", care_text: "x".repeat(21) };
  const { problems } = cellsOf({ key: "008", fields: wrong });
  expect(problems.map(({ column, code, params }) => [column, code, params])).toEqual([
    ["color_name", "workbook_required_blank", {}],
    ["material_type", "workbook_value_not_allowed", { value: "Silk", allowed: "Cotton, Linen, Wool" }],
    ["care_text", "workbook_value_too_long", { value: "x".repeat(21), length: 21, most: 20 }],
    ["quantity", "workbook_not_a_number", { value: "0101" }],
  ]);
  expect(problems[1]?.allowed).toEqual(["Cotton", "Linen", "Wool"]);
});

test.each([
  ["red", { ignoresCase: false }, "workbook_value_not_allowed"],
  ["Red ", { ignoresCase: false }, null],
  ["RED", { ignoresCase: true }, null],
])("whether %j is in a list %j", (value, more, code) => {
  const rule: ColumnRule = { kind: "list", values: ["Red"], isStrict: true, ...more };
  const checked = checkValue(value, { rule, isRequired: false });
  expect(checked.problem?.code ?? null).toBe(code);
  if (code === null) expect(checked.value).toBe("Red");
});

test.each([
  ['"Yes,No"', { kind: "literal", values: ["Yes", "No"] }],
  ["'It''s'!$A$1:$A$3", { kind: "cells", sheet: "It's" }],
  ["$C:$C", { kind: "cells", sheet: "Template" }],
  ["Colours", { kind: "cells", sheet: "Lists" }],
  ["[0]!Own", { kind: "cells", sheet: "Template" }],
  ["Written", { kind: "literal", values: ["a", "b,c"] }],
  ["A1:A9", { kind: "unchecked" }],
  ["Circle", { kind: "unchecked" }],
  ["OFFSET(Lists!$A$1,0,0,5)", { kind: "unchecked" }],
  ["Table1[Colour]", { kind: "unchecked" }],
  ["Lists!#REF!", { kind: "unchecked" }],
])("the list %s", (formula, expected) => {
  const names = [
    { name: "colours", sheet: null, formula: "Lists!$A$1:$A$5" },
    { name: "Own", sheet: "Template", formula: "$Z$1:$Z$2" },
    { name: "Own", sheet: null, formula: "Lists!$B$1:$B$2" },
    { name: "Written", sheet: null, formula: '{"a","b,c"}' },
    { name: "Circle", sheet: null, formula: "Circle" },
  ];
  expect(listSource(formula, "Template", names)).toMatchObject(expected);
});

test.each([
  ["macros", { "xl/vbaProject.bin": Buffer.from([1]) }, "workbook_macros"],
  ["old macro sheets", { "xl/macrosheets/sheet1.xml": "<x/>" }, "workbook_macros"],
  [
    "the content type of a workbook with macros",
    {
      "[Content_Types].xml":
        '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
    },
    "workbook_macros",
  ],
  ["ActiveX", { "xl/activeX/activeX1.bin": Buffer.from([1]) }, "workbook_controls"],
  [
    "a DDE link",
    {
      "xl/externalLinks/externalLink1.xml":
        '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
    },
    "workbook_dde",
  ],
])("a workbook with %s is refused in words", async (_, other, code) => {
  await expect(inspected({}, other)).rejects.toMatchObject({
    refusal: { code } as Partial<FileRefusal["refusal"]>,
  });
});

test("a DDE link is found wherever it lies in the package", async () => {
  const types =
    '<Types><Override PartName="/x/y.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>';
  const other = {
    "[Content_Types].xml": types,
    "x/y.xml": '<s:externalLink xmlns:s="m"><s:ddeLink/></s:externalLink>',
  };
  await expect(inspected({}, other)).rejects.toMatchObject({ refusal: { code: "workbook_dde" } });
});

test("a link to cells of another workbook runs nothing, and passes", async () => {
  const other = { "xl/externalLinks/externalLink1.xml": "<externalLink><externalBook/></externalLink>" };
  expect((await inspected({}, other)).columns).toHaveLength(10);
});

test("without dropdowns data begins behind the row that says what is required; a validation that only warns says so", async () => {
  const row = (n: number, texts: string[]) =>
    `<row r="${n}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`;
  const rows = row(1, ["商品名称", "货号", "颜色"]) + row(2, ["必填", "必填", "选填"]) + row(3, ["", "", ""]);
  const tail =
    '<dataValidations count="1"><dataValidation type="list" errorStyle="warning" showErrorMessage="1" sqref="C1:C99"><formula1>"红,蓝"</formula1></dataValidation></dataValidations>';
  const found = await inspected({}, { [SHEET]: templateSheet({ rows, tail }) });
  expect(found).toMatchObject({ headerRow: 1, firstRow: 3, keyColumn: "货号" });
  expect(found.columns.map(({ isRequired }) => isRequired)).toEqual([true, true, false]);
  expect(found.columns[2]?.rule).toMatchObject({ kind: "list", values: ["红", "蓝"], isStrict: false });
});

let made = 0;

async function inspected(choice: WorkbookChoice = {}, other: OtherParts = {}) {
  const path = join(folder, `template-${++made}.xlsx`);
  await writeMarketplaceTemplate(path, other);
  return inspectWorkbook({ path, fileName: "Template.xlsx" }, `${path}.scratch`, choice);
}
