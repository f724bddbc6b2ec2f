import { statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { streamXlsxRows, writeXlsxStream } from "hucre";
import { describe, expect, test, vi } from "vitest";
import { MergedCells } from "#lib/datasets/merged-cells.ts";
import { numberFormatOf, numberText, plainNumber } from "#lib/datasets/number-format.ts";
import { openWorkbook } from "#lib/datasets/read-workbook.ts";
import type { SourceRow } from "#lib/datasets/source-row.ts";
import { largeRow, writeLargeWorkbook } from "#tests/fixtures/large-files.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { inlineRow, type WorkbookParts, writeWorkbook } from "#tests/fixtures/write-workbook.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();

async function read(path: string, sheet?: string): Promise<SourceRow[]> {
  const workbook = await openWorkbook(path, `${path}.scratch`, statSync(path).size);
  const reader = workbook.openSheet(sheet);
  const rows: SourceRow[] = [];
  for await (const batch of reader.rows()) rows.push(...batch);
  await reader.close();
  workbook.close();
  return rows;
}

let made = 0;
async function readCells(cells: string, parts: Omit<WorkbookParts, "sheets"> = {}) {
  const path = join(folder, `${++made}.xlsx`);
  await writeWorkbook(path, { sheets: [{ name: "S", rows: [`<row r="1">${cells}</row>`] }], ...parts });
  return (await read(path))[0];
}

test("a sheet of beginnings of merged cells is looked through as soon as any other", async () => {
  const [half, whole] = ["<mergeCell ".repeat(100_000), "<mergeCell ".repeat(200_000)];
  const timeOf = async (text: string) => {
    const before = process.cpuUsage();
    await MergedCells.read(new Blob([text]).stream().pipeThrough(new TextDecoderStream()));
    return process.cpuUsage(before).user / 1_000;
  };
  expect(await timeOf(whole)).toBeLessThan(Math.max(300, 3 * (await timeOf(half))));
});

describe("the cells of a workbook", () => {
  test("keep leading zeros and long numbers, and never use an exponent", async () => {
    const row = await readCells(
      '<c t="inlineStr"><is><t>00042</t></is></c><c><v>12345678901234567</v></c><c><v>1.2345678901234E+16</v></c>' +
        "<c><v>5.0000000000000003E-2</v></c><c><v>0.30000000000000004</v></c><c><v>-12.50</v></c>",
    );
    expect(row?.cells).toEqual(["00042", "12345678901234567", "12345678901234000", "0.05", "0.3", "-12.5"]);
  });

  test("show dates in ISO 8601, whichever epoch and format they have", async () => {
    const numberFormats = [0, 14, 22, 'yyyy"年"m"月"d"日"', "[h]:mm", "0.00", '0.0 "days"', "00000", "h:mm"];
    const row = await readCells(
      '<c s="1"><v>46348</v></c><c s="2"><v>46348.5</v></c><c s="3"><v>60</v></c><c s="3"><v>61</v></c>' +
        '<c s="5"><v>46348</v></c><c s="6"><v>3</v></c><c s="7"><v>42</v></c><c s="8"><v>0.25</v></c><c t="d"><v>2026-11-22</v></c>',
      { numberFormats },
    );
    expect(row?.cells).toEqual([
      "2026-11-22",
      "2026-11-22T12:00:00",
      "1900-02-28",
      "1900-03-01",
      "46348",
      "3",
      "00042",
      "06:00:00",
      "2026-11-22",
    ]);
    const mac = await readCells('<c s="1"><v>44886</v></c>', { numberFormats, date1904: true });
    expect(mac?.cells).toEqual(["2026-11-22"]);
  });

  test("give a formula's value, a Boolean's word and rich text as one", async () => {
    const row = await readCells(
      '<c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;"x"</f><v>2x</v></c><c t="str"><f>""</f><v></v></c><c t="b"><v>1</v></c>' +
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c>',
      {
        sharedStrings: [
          '<si><r><t>Eau </t></r><r><rPr><b/></rPr><t>de Rose</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>',
          "<si><t>line_x000D_&#10;two &lt;3 😀 玫瑰</t></si>",
        ],
      },
    );
    expect(row?.cells).toEqual(["2", "2x", "", "true", "Eau de Rose", "line\r\ntwo <3 😀 玫瑰", "in line"]);
  });

  test("that hold an error or a formula never calculated are faults", async () => {
    const row = await readCells('<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>A1*2</f></c><c><v>1</v></c>');
    expect(row?.faults).toEqual([
      { cell: 0, rule: "cell_error", value: "#DIV/0!" },
      { cell: 1, rule: "formula_without_value", value: "=A1*2" },
    ]);
    expect(row?.cells[2]).toBe("1");
    const unsaved = await readCells('<c><f>B2*1.5</f><v></v></c><c t="n"><f>A1</f><v/></c><c><v></v></c>');
    expect(unsaved?.faults?.map(({ cell }) => cell)).toEqual([0, 1]);
  });

  test("of a strict workbook hold moments as texts, shown as their format does (exceljs/exceljs#2695)", async () => {
    const row = await readCells(
      '<c s="0" t="d"><v>2026-11-22T00:00:00</v></c><c s="1" t="d"><v>1899-12-30T13:37:00.000</v></c>' +
        '<c s="2" t="d"><v>2026-11-22T13:37:00.000Z</v></c><c s="0" t="d"><v>no date</v></c>',
      { numberFormats: [14, 20, 22] },
    );
    expect(row?.cells).toEqual(["2026-11-22", "13:37:00", "2026-11-22T13:37:00", "no date"]);
  });

  test("that hold a word in capitals for a Boolean, or an error that Excel keeps as a rich value, are what they are", async () => {
    const row = await readCells(
      '<c t="b"><v>TRUE</v></c><c t="b"><v>False</v></c>' +
        '<c t="e" vm="1"><f>_xlfn._xlws.SORT(A1:A9)</f><v>#VALUE!</v></c>' +
        '<c t="e" vm="2"><f>_xlfn.IMAGE("https://x.test/1.png")</f><v>#VALUE!</v></c>',
    );
    expect(row?.cells.slice(0, 2)).toEqual(["true", "false"]);
    expect(row?.faults).toEqual([{ cell: 2, rule: "cell_error", value: "#VALUE!" }]);
    expect(row?.marks).toEqual(["picture"]);
  });

  test("that show a picture are empty and marked, whichever program placed it", async () => {
    const row = await readCells(
      '<c t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c><c t="e" vm="1"><v>#VALUE!</v></c>' +
        '<c t="inlineStr"><is><t>DISPIMG(x) in a text</t></is></c>',
    );
    expect(row).toEqual({ sourceRow: 1, cells: ["", "", "DISPIMG(x) in a text"], marks: ["picture"] });
  });

  test("have the percent, duration or pattern that a person reads in them", async () => {
    const formats: [format: number | string, value: string, text: string][] = [
      ["0.##%", "0.125", "12.5%"],
      ["0.##%", "0.3", "30%"],
      ["0 %", "0.3", "30%"],
      ['"SKU-"#', "12", "SKU-12"],
      ['"SKU-"General', "12", "SKU-12"],
      ["[$-804]aaaa", "46348", "2026-11-22"],
      [9, "0.3", "30%"],
      [10, "0.1225", "12.25%"],
      ["0.0%", "0.12345", "12.3%"],
      ["00%", "0.3", "30%"],
      ['"SKU-"00000', "12", "SKU-00012"],
      ['"SKU-"0', "123456", "SKU-123456"],
      ["000-000-0000", "5551234567", "555-123-4567"],
      ["00000", "1234567", "1234567"],
      ["00000", "1.5", "1.5"],
      ['"¥"0', "12", "12"],
      ['0" kg"', "5", "5"],
      [46, "1.5", "36:00:00"],
      ["[h]:mm", "1.5", "36:00"],
      ["[mm]:ss", "0.0087268518", "12:34"],
      ["[ss]", "0.5", "43200"],
      ["[h]:mm:ss", "-0.5", "-12:00:00"],
    ];
    const cells = formats.map(([, value], at) => `<c s="${at}"><v>${value}</v></c>`);
    const row = await readCells(cells.join(""), { numberFormats: formats.map(([format]) => format) });
    expect(row?.cells).toEqual(formats.map(([, , text]) => text));
  });

  test("that are merged give their value to every row below, but not to rows with nothing else", async () => {
    const path = join(folder, "merged.xlsx");
    const cell = (reference: string, text: string) =>
      `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = [
      `<row r="1">${cell("A1", "SPU")}${cell("B1", "SKU")}${cell("C1", "Note")}</row>`,
      `<row r="2">${cell("A2", "S1")}${cell("B2", "a")}${cell("C2", "x")}</row>`,
      `<row r="3">${cell("B3", "b")}</row>`,
      '<row r="4"><c r="A4"/></row>',
      `<row r="5">${cell("A5", "S2")}${cell("B5", "c")}</row>`,
    ];
    const merged =
      '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="C2:C3"/><mergeCell ref="B5:C5"/></mergeCells>';
    await writeWorkbook(path, { sheets: [{ name: "S", rows, after: merged }] });
    expect((await read(path)).slice(1)).toEqual([
      { sourceRow: 2, cells: ["S1", "a", "x"] },
      { sourceRow: 3, cells: ["S1", "b", "x"], marks: ["merged"] },
      { sourceRow: 5, cells: ["S2", "c"] },
    ]);
  });

  test("stand where their reference says, and elements may have a prefix", async () => {
    const path = join(folder, "prefixed.xlsx");
    await writeWorkbook(path, {
      sheets: [{ name: "S", rows: ['<x:row r="3"><x:c r="AB3"><x:v>7</x:v></x:c></x:row>'] }],
    });
    const [row] = await read(path);
    expect(row?.sourceRow).toBe(3);
    expect(row?.cells.length).toBe(28);
    expect(row?.cells.at(-1)).toBe("7");
  });
});

test("sheets are known by name, and the one that opens with the workbook is meant, else the first not hidden", async () => {
  const path = join(folder, "sheets.xlsx");
  await writeWorkbook(path, {
    sheets: [
      { name: "Old & hidden", rows: [inlineRow(1, ["no"])], hidden: true },
      { name: "产品", rows: [inlineRow(1, ["yes"])] },
    ],
  });
  expect((await read(path))[0]?.cells).toEqual(["yes"]);
  expect((await read(path, "Old & hidden"))[0]?.cells).toEqual(["no"]);
  const active = join(folder, "active.xlsx");
  const sheets = ["Cover", "Data"].map((name) => ({ name, rows: [inlineRow(1, [name])] }));
  await writeWorkbook(active, { sheets, activeTab: 1 });
  expect((await read(active))[0]?.cells).toEqual(["Data"]);
  await writeWorkbook(active, {
    sheets: sheets.map((sheet, at) => ({ ...sheet, hidden: at === 1 })),
    activeTab: 1,
  });
  expect((await read(active))[0]?.cells).toEqual(["Cover"]);
  await expect(read(path, "none")).rejects.toMatchObject({ refusal: { code: "sheet_not_found" } });
});

test("shared strings from a file of many blocks come out whole, in any order", async () => {
  const path = join(folder, "shared.xlsx");
  await writeLargeWorkbook(path, 3_000, "shared");
  const rows = await read(path);
  expect(rows).toHaveLength(3_001);
  for (const n of [1, 1_500, 3_000]) expect(rows[n]?.cells).toEqual(largeRow(n));
  const backwards = join(folder, "backwards.xlsx");
  const strings = Array.from({ length: 20_000 }, (_, n) => `text number ${n}`);
  await writeWorkbook(backwards, {
    sheets: [
      { name: "S", rows: strings.map((_, n) => `<row><c t="s"><v>${strings.length - 1 - n}</v></c></row>`) },
    ],
    sharedStrings: strings.map((text) => `<si><t>${text}</t></si>`),
  });
  expect((await read(backwards)).map(({ cells }) => cells[0])).toEqual(strings.toReversed());
});

test("reads the same texts as another reader from a workbook that another writer made", async () => {
  const path = join(folder, "other.xlsx");
  const rows = Array.from({ length: 200 }, (_, n) => largeRow(n + 1));
  const stream = writeXlsxStream(rows, {
    name: "Data",
    columns: largeRow(1).map((_, n) => ({ header: `c${n}`, key: `c${n}` })),
  });
  await writeFile(path, Buffer.from(await new Response(stream).arrayBuffer()));
  const theirs: string[][] = [];
  for await (const row of streamXlsxRows(await readFile(path))) {
    theirs.push(row.values.map((value) => (value === null || value === undefined ? "" : String(value))));
  }
  const ours = (await read(path)).map(({ cells }) => cells);
  expect(ours.length).toBe(theirs.length);
  expect(ours[57]?.map((cell, n) => [cell, theirs[57]?.[n]]).filter(([a, b]) => a !== b)).toEqual([]);
});

test("number formats are told apart", () => {
  expect(numberFormatOf(0, undefined)).toEqual({ kind: "plain" });
  expect(numberFormatOf(165, '#,##0.00\\ "m²"')).toEqual({ kind: "plain" });
  expect(numberFormatOf(165, "[$-409]d-mmm-yy;@")).toEqual({ kind: "date" });
  expect(numberFormatOf(165, "yyyy-mm-dd hh:mm")).toEqual({ kind: "dateTime" });
  expect(numberFormatOf(165, "[Red]0.0")).toEqual({ kind: "plain" });
  expect(numberText("", { kind: "date" }, false)).toBe("");
  expect(plainNumber("1e21")).toBe("1000000000000000000000");
  expect(plainNumber("1e400")).toBe("1e400");
});
