import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvLines } from "#lib/csv-lines.ts";
import { unescapeText } from "#lib/datasets/unescape-text.ts";
import { escapeText } from "#lib/escape-text.ts";
import { cellText, workbookText } from "#lib/spreadsheet-cell.ts";

test.each([
  "=1+1",
  "+1+1",
  "-1-1",
  "+A1",
  "-(1)",
  "+1\n=2",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1",
  "\u200B=1",
  "\uFEFF=1",
  "\u00AD=1",
  "\u202E@x",
  "\u3164=1",
  "\uFE0F=1",
  "\u2800=1",
  "﹦1",
  "﹢A1",
  " +A1",
  "＝1",
  "＋1",
  "－1",
  "＠x",
  "\tplain",
  "=cmd|' /C calc'!A0",
])("%j would start a formula and gets an apostrophe", (text) => {
  expect(cellText(text)).toBe(`'${text}`);
  expect(Papa.parse(csvLines([[text]])).data[0]).toEqual([`'${text}`]);
});

test.each([
  "Rose",
  "香水",
  "00123",
  "a=b",
  "1-2",
  "",
  " Rose",
  "—dash",
  "#1",
  "'quoted",
  "+1",
  "-12.50",
  "-1,5",
])("%j stays as it is", (text) => {
  expect(cellText(text)).toBe(text);
  expect(Papa.parse(csvLines([[text, ""]])).data[0]).toEqual([text, ""]);
});

test("characters that XML cannot hold are left out, and half an emoji is made whole", () => {
  expect(cellText("a\u0000b\u001Fc\uFFFEd")).toBe("abcd");
  expect(cellText("a\uD83D")).toBe("a\uFFFD");
  expect(cellText("\u0000=1")).toBe("'=1");
});

test("a CSV line is read back as it was, whatever is in it", () => {
  const cells = ['say "hi"', "a,b", "two\nlines", " lead", "香水", "", "x\r\ny"];
  const { data } = Papa.parse<string[]>(csvLines([cells]));
  expect(data[0]).toEqual(cells);
  expect(csvLines([[1, -2.5, true, null, "a"]])).toBe("1,-2.5,true,,a\r\n");
});

test.each(["=1+1", "@SUM(A1)", "  =1", "\u200B=1", "＝1", "＠x"])(
  "%j gets an apostrophe in a workbook too",
  (text) => {
    expect(workbookText(text)).toBe(`'${text}`);
  },
);

test.each(["-10 °C to 60 °C", "+1+1", "- washable", "－5", "\tplain", "a=b"])(
  "%j is text in a workbook, and shows no apostrophe",
  (text) => {
    expect(workbookText(text)).toBe(text);
  },
);

test("a text that looks like a workbook's escape is read back as it was", () => {
  for (const text of ["_x000D_ and _x0041_", "_x005F_x000D_", "__x0041__", "_xyz_ _x12_", "a_x0041_x0042_b"])
    expect(unescapeText(escapeText(text))).toBe(text);
});
