import Papa from "papaparse";
import type { Delimiter } from "./file-format.ts";

/**
 * Whether quotation marks hold the cells of a text together. In tab-separated text they may be letters, an inch or the
 * name of a series: where its lines fit the header as they stand and their marks do not pair, or more of them fit so
 * than when marks are obeyed.
 * @param sample the first part of the text; its last line may be cut.
 */
export function detectQuotes(sample: string, delimiter: Delimiter): boolean {
  if (delimiter !== "\t" || !sample.includes('"')) return true;
  const lines = sample.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  const cells = lines.map((line) => line.split(delimiter));
  if (cells.length > 2) cells.pop();
  const width = cells[0]?.length ?? 0;
  if (cells.every(({ length }) => length === width)) return cells.every((record) => record.every(isPaired));
  const { data, errors } = Papa.parse<string[]>(sample, { delimiter, skipEmptyLines: "greedy" });
  const obeyed = data.filter(({ length }) => length === width).length - errors.length;
  const asTheyStand = cells.filter(({ length }) => length === width).length;
  return obeyed / data.length >= asTheyStand / cells.length;
}

function isPaired(cell: string): boolean {
  return !cell.startsWith('"') || /^"(?:[^"]|"")*"$/.test(cell);
}
