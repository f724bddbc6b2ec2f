import Papa from "papaparse";
import { expect, test } from "vitest";
import { cellText, csvLine } from "#lib/publishing/cell-text.ts";

test.each([
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1",
  "\u200B=1",
  "\uFEFF=1",
  "＝1",
  "＋1",
  "－1",
  "＠x",
  "\tplain",
  "=cmd|' /C calc'!A0",
])("%j would start a formula and gets an apostrophe", (text) => {
  expect(cellText(text)).toBe(`'${text}`);
});

test.each(["Rose", "香水", "00123", "a=b", "1-2", "", " Rose", "—dash", "#1", "'quoted"])(
  "%j stays as it is",
  (text) => {
    expect(cellText(text)).toBe(text);
  },
);

test("characters that XML cannot hold are left out, and half an emoji is made whole", () => {
  expect(cellText("a\u0000b\u001Fc\uFFFEd")).toBe("abcd");
  expect(cellText("a\uD83D")).toBe("a\uFFFD");
  expect(cellText("\u0000=1")).toBe("'=1");
});

test("a CSV line is read back as it was, whatever is in it", () => {
  const cells = ['say "hi"', "a,b", "two\nlines", " lead", "香水", "", "x\r\ny"];
  const { data } = Papa.parse<string[]>(csvLine(cells));
  expect(data[0]).toEqual(cells);
  expect(csvLine([1, -2.5, true, null, "a"])).toBe("1,-2.5,true,,a\r\n");
});
