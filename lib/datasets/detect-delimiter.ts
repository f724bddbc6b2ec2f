import Papa from "papaparse";
import { DELIMITERS, type Delimiter, type Sureness } from "./file-format.ts";

/** A table whose header stands below a title counts for less than one that begins at once. */
const SHARE_BELOW_A_TITLE = 0.5;
const SURE_AGREEMENT = 0.9;
/** How far ahead of the next one a delimiter is that nobody would doubt. */
const SURE_LEAD = 1.5;
const ROWS_LIKE_THE_HEADER = 20;
/** Signs of prose and formulas: they delimit where they stand in the header and nearly all records agree. */
const RARE: readonly Delimiter[] = ["，", "^", "~"];
const EMPTY_SCORE = { score: 0, agreement: 0, beginsAtOnce: false };

export interface DetectedDelimiter {
  delimiter: Delimiter;
  sureness: Sureness;
}

/**
 * The delimiter under which a text falls into a table: a header, and records as wide as it. A text of a single column
 * gives the comma, or "none" where that would cut its sentences.
 * @param sample the first part of the text; its last record may be cut.
 */
export function detectDelimiter(sample: string): DetectedDelimiter {
  const asked = /^\uFEFF?sep=([,;|\t，^~])\r?\n/i.exec(sample)?.[1];
  if (asked) return { delimiter: asked as Delimiter, sureness: "sure" };
  const scored = scoresOf(sample)
    .filter(
      ({ delimiter, beginsAtOnce, agreement }) =>
        !RARE.includes(delimiter) || (beginsAtOnce && agreement >= SURE_AGREEMENT),
    )
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (!best || best.score === 0) {
    const { records } = recordsOf(sample, ",");
    if (records.some((record) => record.length > 1)) return { delimiter: "none", sureness: "unsure" };
    return { delimiter: ",", sureness: isTableInQuotes(records) ? "unsure" : "sure" };
  }
  const isSure =
    best.beginsAtOnce &&
    best.agreement >= SURE_AGREEMENT &&
    best.score > SURE_LEAD * (second?.beginsAtOnce ? second.score : 0);
  return { delimiter: best.delimiter, sureness: isSure ? "sure" : "unsure" };
}

// A line quoted whole, as some tools write a file they took for one column, is one cell that holds a record.
function isTableInQuotes(records: string[][]): boolean {
  const lines = records.map(([cell = ""]) => `${cell}\n`).join("");
  return (
    records.length > 1 &&
    scoresOf(lines).some(({ beginsAtOnce, agreement }) => beginsAtOnce && agreement >= SURE_AGREEMENT)
  );
}

/** What a text would be under each delimiter. */
function scoresOf(text: string): ({ delimiter: Delimiter } & typeof EMPTY_SCORE)[] {
  return DELIMITERS.filter((delimiter) => delimiter !== "none").map((delimiter) => ({
    delimiter,
    ...scoreOf(recordsOf(text, delimiter)),
  }));
}

interface Records {
  records: string[][];
  /** Numbers of the records whose quotation marks do not match. */
  broken: Set<number>;
}

function recordsOf(sample: string, delimiter: string): Records {
  const { data, errors } = Papa.parse<string[]>(sample, { delimiter, skipEmptyLines: "greedy" });
  const broken = new Set(
    errors.flatMap(({ type, row }) => (type === "Quotes" && row !== undefined ? [row] : [])),
  );
  return { records: data.length > 2 ? data.slice(0, -1) : data, broken };
}

// The share of records that agree counts more than the number of columns: commas also stand in sentences.
function scoreOf({ records, broken }: Records): typeof EMPTY_SCORE {
  const counts = new Map<number, number>();
  for (const [at, { length }] of records.entries())
    if (!broken.has(at)) counts.set(length, (counts.get(length) ?? 0) + 1);
  let best = EMPTY_SCORE;
  for (const [width, count] of counts) {
    if (width < 2) continue;
    const first = records.findIndex((record) => record.length === width);
    const beginsAtOnce = first === 0;
    if (!beginsAtOnce && isLikeTheRowsBelow(records, first, width)) continue;
    const agreement = count / records.length;
    const score = agreement ** 3 * Math.log2(width + 1) * (beginsAtOnce ? 1 : SHARE_BELOW_A_TITLE);
    if (score > best.score) best = { score, agreement, beginsAtOnce };
  }
  return best;
}

// Below a title stands a header, which names what the rows hold and is not one of them: a record that shares a cell with
// the next ones, or in which the delimiter is punctuation before a space, is the second line of a single column.
function isLikeTheRowsBelow(records: string[][], first: number, width: number): boolean {
  const header = records[first] ?? [];
  if (header.slice(1).every((cell) => cell.startsWith(" "))) return true;
  const below = records
    .slice(first + 1, first + 1 + ROWS_LIKE_THE_HEADER)
    .filter((record) => record.length === width);
  return header.some((cell, column) => cell.trim() !== "" && below.some((record) => record[column] === cell));
}
