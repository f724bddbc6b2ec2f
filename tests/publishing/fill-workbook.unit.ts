import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { beforeAll, expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { DeliveryFailed } from "#lib/publishing/channels/channel.ts";
import { readWorkbookLabel } from "#lib/publishing/channels/file/label-workbook.ts";
import {
  fillWorkbook,
  type KeyedCells,
  type Place,
} from "#lib/publishing/channels/workbook/fill-workbook.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { type OtherParts, partsOf, templateSheet, writeMarketplaceTemplate } from "./marketplace-template.ts";

const folder = temporaryFolder();
const SHEET = "xl/worksheets/sheet2.xml";
const LABELLED = ["[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"];
const PLACE: Place = { sheet: "Template", firstRow: 4, keyColumn: 0 };

beforeAll(() => {
  process.env.DATA_DIR = folder;
});

test("only the sheet and what carries the label differ: every other part is the same to the byte, in its order", async () => {
  const { before, after, path } = await filled([item("000007", { 0: "000007", 1: "New" })]);
  const same = [...before.keys()].filter((name) => name !== SHEET && !LABELLED.includes(name));
  for (const name of same) expect(after.get(name)?.equals(before.get(name)!), name).toBe(true);
  expect(same).toHaveLength(11);
  expect([...after.keys()]).toEqual([...before.keys(), "docProps/custom.xml"]);
  expect(JSON.parse((await readWorkbookLabel(path)) ?? "")).toMatchObject({ Label: "1", ProduceID: "p1" });
});

test("a row with the key is filled where it stands, others are added behind it into rows that are only formatted, then anew", async () => {
  const { before, after } = await filled([
    item("000002", { 0: "000002", 1: "Title 2", 4: "Green" }),
    ...["000007", "000008", "000009"].map((key) => item(key, { 0: key, 1: `Title ${key}`, 9: 7 })),
  ]);
  const text = (name: string, style: string, value: string) =>
    `<c r="${name}"${style === "" ? "" : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;
  const was = before.get(SHEET)!.toString();
  const is = after.get(SHEET)!.toString();
  const [wasBegin = "", wasEnd = ""] = [
    was.slice(0, was.indexOf('<row r="4"')),
    was.slice(was.indexOf("</sheetData>")),
  ];
  expect(is.startsWith(wasBegin.replace("A1:K6", "A1:K7"))).toBe(true);
  expect(is.endsWith(wasEnd)).toBe(true);
  expect(is.slice(wasBegin.length, -wasEnd.length)).toBe(
    `<row r="4">${text("A4", "4", "000002")}${text("B4", "5", "Title 2")}<c r="C4" s="6"/>${text("E4", "6", "Green")}` +
      `<c r="J4" s="7"><v>3</v></c><c r="K4" s="7"><f>J4*2</f><v>6</v></c></row>\n` +
      `<row r="5" s="8" customFormat="1">${text("A5", "8", "000007")}${text("B5", "9", "Title 000007")}<c r="J5" s="8"><v>7</v></c></row>` +
      `<row r="6">${text("A6", "4", "000008")}${text("B6", "9", "Title 000008")}<c r="J6"><v>7</v></c></row>` +
      `<row r="7">${text("A7", "4", "000009")}${text("B7", "5", "Title 000009")}<c r="J7"><v>7</v></c></row>`,
  );
});

test("text reads as it was written and runs nothing, whatever it begins with", async () => {
  const hostile = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1",
    "a\r\nb",
    " kept ",
    "<&>\u0001\uD800",
    "_x0041_",
    "香水 🌹",
  ];
  const { path, after } = await filled(hostile.map((value, at) => item(`k${at}`, { 0: `k${at}`, 1: value })));
  expect(after.get(SHEET)!.toString()).not.toContain("<f>=");
  const { sheets } = await readXlsx(readFileSync(path));
  const titles = sheets
    .find(({ name }) => name === "Template")!
    .rows.slice(4)
    .map((row) => row[1]);
  const read = ["a\nb", " kept ", "<&>�", "_x0041_", "香水 🌹"];
  expect(titles.slice(0, 8)).toEqual([...hostile.slice(0, 3), ...read]);
});

test("a formula, a cell behind a merged one, a key twice and a key of several rows are refused by their place", async () => {
  const refused = async (items: KeyedCells[], other?: OtherParts) =>
    (await filled(items, { other }).catch((cause: DeliveryFailed) => cause.failure)) as unknown;
  expect(await refused([item("000002", { 10: "x" })])).toEqual({
    code: "workbook_formula_there",
    params: { itemId: "000002", cell: "K4" },
  });
  expect(await refused([item("a", { 0: "a" }), item("a", { 0: "a" })])).toMatchObject({
    code: "workbook_key_twice",
  });
  const merged = templateSheet({ tail: '<mergeCells count="1"><mergeCell ref="B4:B9"/></mergeCells>' });
  expect(await refused([item("n", { 1: "x" })], { [SHEET]: merged })).toMatchObject({
    code: "workbook_cell_merged",
    params: { cell: "B5" },
  });
  const twice = [4, 5].map((row) => `<row r="${row}"><c r="A${row}" t="s"><v>21</v></c></row>`).join("");
  expect(
    await refused([item("000002", { 1: "x" })], { [SHEET]: templateSheet({ rows: twice }) }),
  ).toMatchObject({
    code: "workbook_rows_of_key",
  });
});

test("a sheet ends at row 1,048,576", async () => {
  const rows = `<row r="1048575"><c r="A1048575" t="s"><v>21</v></c></row>`;
  const other = { [SHEET]: templateSheet({ rows }) };
  const { after } = await filled([item("a", { 0: "a" })], { other });
  expect(after.get(SHEET)!.toString()).toContain('<row r="1048576">');
  await expect(filled([item("a", { 0: "a" }), item("b", { 0: "b" })], { other })).rejects.toMatchObject({
    failure: { code: "workbook_full", params: { most: 1_048_576 } },
  });
});

test.each([
  ["without rows", "<sheetData/>"],
  ["without rows, as one library writes it", "<sheetData />"],
  [
    "with a comment and CDATA that look like rows",
    '<!-- <sheetData><row r="9"> --><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c></row></sheetData>',
  ],
  [
    "whose rows and cells do not say where they are",
    "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>",
  ],
])("a sheet %s is filled", async (_, data) => {
  const sheet = templateSheet({ rows: "@" }).replace(/<sheetData>@<\/sheetData>/, data);
  const { path } = await filled([item("n", { 0: "n", 1: "New" })], { other: { [SHEET]: sheet } });
  const { sheets } = await readXlsx(readFileSync(path));
  expect(
    sheets
      .find(({ name }) => name === "Template")!
      .rows.at(-1)
      ?.slice(0, 2),
  ).toEqual(["n", "New"]);
});

test("a sheet whose tags have a prefix keeps it, also in what is added", async () => {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const sheet = `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row r="3"><x:c r="A3" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
  const { after } = await filled([item("n", { 0: "n", 2: 1 })], { other: { [SHEET]: sheet } });
  expect(after.get(SHEET)!.toString()).toBe(
    sheet.replace(
      "</x:sheetData>",
      '<x:row r="4"><x:c r="A4" t="inlineStr"><x:is><x:t xml:space="preserve">n</x:t></x:is></x:c><x:c r="C4"><x:v>1</x:v></x:c></x:row></x:sheetData>',
    ),
  );
});

test("properties of the document stay beside the label, and a former label goes", async () => {
  const property = (id: number, name: string, value: string) =>
    `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${id}" name="${name}"><vt:lpwstr>${value}</vt:lpwstr></property>`;
  const custom =
    `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">` +
    `${property(2, "MSIP_Label", "Internal")}${property(7, "AIGC", "{}")}</Properties>`;
  const { after, path } = await filled([item("n", { 0: "n" })], { other: { "docProps/custom.xml": custom } });
  const written = after.get("docProps/custom.xml")!.toString();
  expect(written).toContain(property(2, "MSIP_Label", "Internal"));
  expect(written.match(/name="AIGC"/g)).toHaveLength(1);
  expect(JSON.parse((await readWorkbookLabel(path)) ?? "")).toMatchObject({ ProduceID: "p1" });
});

test("an archive whose names have the other stroke is filled all the same", async () => {
  const sheet = templateSheet();
  const other = { [SHEET]: null, "xl\\worksheets\\sheet2.xml": sheet };
  const { after } = await filled([item("n", { 0: "n" })], { other });
  expect(after.get(SHEET)!.toString()).toContain(">n</t>");
});

test("a document type in a sheet is refused, for it could give texts other meanings", async () => {
  const sheet = `<!DOCTYPE worksheet [<!ENTITY a "b">]>${templateSheet().replace(/^<\?.*?\?>\s*/, "")}`;
  await expect(filled([item("n", { 0: "n" })], { other: { [SHEET]: sheet } })).rejects.toThrow(FileRefusal);
});

test("rows right below a table come into it: it and its filter grow, and its calculated columns go on", async () => {
  const formulas = { K: "Listing[[#This Row],[Stock 2]]*2", J: "J4*$J$3&amp;&quot;A4&quot;&amp;LOG10(I4)" };
  const other = withTable({ ref: "A3:K5", formulas });
  const { before, after } = await filled(
    ["a", "b", "c"].map((key) => item(key, { 0: key, 1: key })),
    { other },
  );
  const table = after.get(TABLE)!.toString();
  expect(table).toBe(before.get(TABLE)!.toString().replaceAll("A3:K5", "A3:K7"));
  expect(after.get("xl/workbook.xml")!.toString()).toContain('<calcPr calcId="191029" fullCalcOnLoad="1"/>');
  const rows = after
    .get(SHEET)!
    .toString()
    .match(/<row r="[5-7]".*?<\/row>/gs)!;
  // A row that the table had already holds what it held.
  expect(rows[0]).not.toContain("<f>");
  expect(rows[1]).toContain(
    '<c r="J6"><f>J6*$J$3&amp;"A4"&amp;LOG10(I6)</f></c><c r="K6"><f>Listing[[#This Row],[Stock 2]]*2</f></c>',
  );
  expect(rows[2]).toContain('<c r="J7"><f>J7*$J$3&amp;"A4"&amp;LOG10(I7)</f></c>');
});

test.each([
  ["that ends above an empty row", { ref: "A1:K2" }],
  ["that nothing is written in", { ref: "M3:N4" }],
  ["whose totals stand above", { ref: "A3:K4", attributes: ' totalsRowCount="1"' }],
])("a table %s stays as it is", async (_, table) => {
  const { before, after } = await filled([item("a", { 0: "a" })], { other: withTable(table) });
  expect(after.get(TABLE)!.equals(before.get(TABLE)!)).toBe(true);
});

test("totals of a table are not written over", async () => {
  const other = withTable({ ref: "A3:K5", attributes: ' totalsRowCount="1"' });
  await expect(filled([item("a", { 0: "a" })], { other })).rejects.toMatchObject({
    failure: { code: "workbook_table_totals", params: { table: "Listing", row: 5 } },
  });
});

test("30,000 rows take little more memory than a few", async () => {
  async function* many() {
    for (let n = 0; n < 30_000; n++)
      yield item(`k${n}`, { 0: `k${n}`, 1: `Title ${n} `.repeat(20), 4: "Red" });
  }
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }, 20);
  const { after } = await filled(many());
  clearInterval(sampler);
  expect((peak - before) / 1024 / 1024).toBeLessThan(120);
  expect(after.get(SHEET)!.toString("latin1", 0, 1_000)).toContain('ref="A1:K30004"');
});

const TABLE = "xl/tables/table1.xml";

/** A template whose sheet has a table, with formulas by the letter of their column. */
function withTable({
  ref,
  attributes = "",
  formulas = {},
}: {
  ref: string;
  attributes?: string;
  formulas?: Record<string, string>;
}): OtherParts {
  const columns = [..."ABCDEFGHIJK"].map((letter, at) => {
    const formula = formulas[letter];
    const inside = formula ? `<calculatedColumnFormula>${formula}</calculatedColumnFormula>` : "";
    return `<tableColumn id="${at + 1}" name="${letter}">${inside}</tableColumn>`;
  });
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  return {
    [TABLE]:
      `<table xmlns="${main}" id="1" name="Listing" displayName="Listing" ref="${ref}"${attributes}>` +
      `<autoFilter ref="${ref}"/><tableColumns count="11">${columns.join("")}</tableColumns></table>`,
    "xl/worksheets/_rels/sheet2.xml.rels":
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
      `<Relationship Id="rId1" Type="${relations}/table" Target="../tables/table1.xml"/></Relationships>`,
    "xl/workbook.xml":
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Instructions" sheetId="1" r:id="rId1"/>` +
      '<sheet name="Template" sheetId="2" r:id="rId2"/></sheets><calcPr calcId="191029"/></workbook>',
  };
}

function item(key: string, cells: Record<number, string | number>): KeyedCells {
  return {
    ...{ key, itemId: key },
    cells: Object.entries(cells).map(([column, value]) => ({ column: Number(column), value })),
  };
}

let made = 0;

async function filled(
  items: Iterable<KeyedCells> | AsyncIterable<KeyedCells>,
  { other, place = PLACE }: { other?: OtherParts | undefined; place?: Place } = {},
) {
  const from = join(folder, `template-${++made}.xlsx`);
  const path = join(folder, `filled-${made}.xlsx`);
  await writeMarketplaceTemplate(from, other);
  async function* each() {
    yield* items;
  }
  await fillWorkbook(from, path, place, each(), aigcLabel("", "p1"));
  return { path, before: await partsOf(from), after: await partsOf(path) };
}
