import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText, storableText } from "#lib/storable-text.ts";

/** Past this a row is a document, not a product. */
const MAX_COLUMNS = 300;
const MAX_HEADER_CHARACTERS = 200;
/** Cells past the last header are a column of their own only when this share of rows has them. */
const SHARE_OF_A_COLUMN = 0.5;
/** Marketplaces name a column in a whole sentence. */
const MAX_WORD_CHARACTERS = 120;
const SHARE_OF_WORDS_IN_A_FULL_ROW = 0.75;
/** Titles and notes above a table rarely take more lines. */
const ROWS_SEARCHED = 20;

// Copied from web pages along with a name: zero-width spaces, soft hyphens, marks of direction. The joiners are
// not among them, since they belong to letters and emoji.
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

export interface HeaderColumn {
  /** Where it is in the row, from 0. */
  index: number;
  header: string;
}

/**
 * Which of the first rows is the header: the first that names most columns, each once and in words.
 * @param rows the first rows of the file, in order; @returns an index into them, 0 when none stands out.
 */
export function likelyHeader(rows: readonly (readonly string[])[]): number {
  const searched = rows.slice(0, ROWS_SEARCHED);
  const width = Math.max(0, ...searched.map((cells) => filledCells(cells).length));
  let best = 0;
  let bestScore = -1;
  for (const [index, cells] of searched.entries()) {
    const filled = filledCells(cells);
    if (filled.length === 0) continue;
    const words = wordsIn(filled, width);
    const distinct = new Set(filled.map(normaliseHeader)).size;
    const score = filled.length / width + words + distinct / filled.length;
    // Rows of data score as high where all is text: the first one wins unless a later one is clearly better.
    if (score > bestScore + 0.34) {
      best = index;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The columns of a header row. A column without a name but with something below it is named by its letter.
 * @param below rows of data, to see which columns hold anything.
 */
export function columnsOf(
  cells: readonly string[],
  below: readonly (readonly string[])[],
): Result<HeaderColumn[], "header_empty" | "duplicate_header" | "too_many_columns"> {
  const width = Math.max(cells.length, ...below.map((row) => row.length));
  const named = cells.findLastIndex((cell) => cell.trim() !== "");
  const columns: HeaderColumn[] = [];
  for (let index = 0; index < width; index++) {
    const header = tidyHeader(cells[index] ?? "");
    if (header) columns.push({ index, header });
    else if (isColumn(index, below, index > named)) columns.push({ index, header: columnLetters(index) });
  }
  if (filledCells(cells).length === 0) return refuse("header_empty");
  if (columns.length > MAX_COLUMNS)
    return refuse("too_many_columns", { columns: columns.length, limit: MAX_COLUMNS });
  const twice = firstTwice(columns);
  if (twice) {
    const at = columns
      .filter(({ header }) => sameHeader(header, twice))
      .map(({ index }) => columnLetters(index));
    return refuse("duplicate_header", { header: twice, columns: at.join(", ") });
  }
  return accept(columns);
}

/**
 * Whether the row below a header goes on naming: it is all words, and fills cells that the header leaves empty, or it has
 * a program's names for what the header says in people's words.
 */
export function isHeaderOfTwoRows(header: readonly string[], below: readonly string[]): boolean {
  const filled = filledCells(below);
  const ofPrograms = filled.filter((cell) => /^[a-z]\w*_\w+$/i.test(cell)).length;
  if (ofPrograms > 1 && ofPrograms > filled.length / 2 && !header.some((cell) => cell.includes("_")))
    return true;
  const isGap = (cell: string, at: number) => cell.trim() !== "" && !header[at]?.trim();
  const leavesOut = header.some((cell, at) => cell.trim() !== "" && !below[at]?.trim());
  return leavesOut && filled.every(isWord) && below.some(isGap);
}

/**
 * A header without line breaks, doubled spaces and invisible characters, its accents on their letters, as it is shown and
 * matched: one that a Mac has written is no other than the input of a template that looks the same.
 */
export function tidyHeader(header: string): string {
  return cutText(
    storableText(header).normalize("NFC").replace(INVISIBLE, "").replace(/\s+/g, " ").trim(),
    MAX_HEADER_CHARACTERS,
  );
}

/** What two headers have in common when only case, width, spaces and marks between words differ. */
export function normaliseHeader(header: string): string {
  return header
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .toLowerCase()
    .replace(/[\s_\-./:：()（）*]+/g, "");
}

/** The spreadsheet name of a column: 0 is A, 26 is AA. */
export function columnLetters(index: number): string {
  const rest = index < 26 ? "" : columnLetters(Math.floor(index / 26) - 1);
  return rest + String.fromCharCode(65 + (index % 26));
}

function isColumn(index: number, below: readonly (readonly string[])[], isBeyond: boolean): boolean {
  const filled = below.filter((row) => row[index]?.trim()).length;
  return filled > (isBeyond ? below.length * SHARE_OF_A_COLUMN : 0);
}

function firstTwice(columns: HeaderColumn[]): string | null {
  const seen = new Set<string>();
  for (const { header } of columns) {
    const key = header.normalize("NFKC").toLowerCase();
    if (seen.has(key)) return header;
    seen.add(key);
  }
  return null;
}

function sameHeader(a: string, b: string): boolean {
  return a.normalize("NFKC").toLowerCase() === b.normalize("NFKC").toLowerCase();
}

function filledCells(cells: readonly string[]): string[] {
  return cells.filter((cell) => cell.trim() !== "");
}

// Years, sizes, shares and links are column names too, where a row fills the table and has a word among them.
function wordsIn(filled: string[], width: number): number {
  const share = filled.filter(isWord).length / filled.length;
  return filled.length === width && share > 0 ? Math.max(share, SHARE_OF_WORDS_IN_A_FULL_ROW) : share;
}

function isWord(cell: string): boolean {
  return cell.length <= MAX_WORD_CHARACTERS && (/^(19|20)\d\d$/.test(cell) || isName(cell));
}

function isName(cell: string): boolean {
  return !/^[\s\d.,:%¥$€+\-/]*$/.test(cell) && !/^(https?:|true$|false$)/i.test(cell);
}
