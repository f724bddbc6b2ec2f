import { randomRowNumbers } from "#lib/estimates/random-row-numbers.ts";
import { seededRandom } from "#lib/seeded-random.ts";

export const SAMPLE_METHODS = ["first", "random", "stratified"] as const;

export type SampleMethod = (typeof SAMPLE_METHODS)[number];

/** A row of the sample: why it was taken, and how many rows of the dataset it stands for. */
export interface SampledRow {
  rowNumber: number;
  weight: number;
  drawnAs: DrawnAs;
  /** The languages and categories that it was the first row drawn for, and the columns that hold them. */
  drawnFor?: { column: string; value: string }[] | undefined;
}

export const DRAWN_AS = [
  "first",
  "random",
  "longest",
  "shortest",
  "emptiest",
  "category",
  "language",
  "kept",
] as const;

/** Why a row is in the sample. */
export type DrawnAs = (typeof DRAWN_AS)[number];

/** What a stratified sample needs to know of a dataset, however large: its extremes and a random part of it. */
export interface RowFacts {
  /** Row numbers, the most extreme first. */
  longest: number[];
  shortest: number[];
  emptiest: number[];
  /** The columns that sort the rows into kinds, where the dataset has such columns. */
  columns: Record<Kind, string | null>;
  /** Some thousand rows in random order, with what those columns hold; `null` where that is nothing. */
  scanned: ({ rowNumber: number } & Record<Kind, string | null>)[];
}

const KINDS = ["language", "category"] as const;

type Kind = (typeof KINDS)[number];

/** How many of each extreme `RowFacts` should hold: more are never taken. */
export const EXTREMES_PER_KIND = 3;

const EXTREME_KINDS = ["longest", "shortest", "emptiest"] as const;

/**
 * Draws the rows of a trial. The same dataset, size, method and seed give the same rows, in row order.
 * A stratified sample spends up to a third on extremes, which only stand for themselves, then takes one row of
 * each language, of each category that has none yet, largest first, then random rows; those stand for all others,
 * so a mean over the sample with its weights is a mean of the dataset.
 */
export function drawSample(
  { rowCount, size, method, seed }: { rowCount: number; size: number; method: SampleMethod; seed: number },
  facts: RowFacts | null,
): SampledRow[] {
  if (method === "first" || size >= rowCount) return firstRows(rowCount, size);
  const rows =
    method === "stratified" && facts
      ? stratifiedRows(rowCount, size, facts)
      : randomRowNumbers(rowCount, size, seededRandom(seed)).map(
          (rowNumber): SampledRow => ({ rowNumber, weight: rowCount / size, drawnAs: "random" }),
        );
  return rows.sort((a, b) => a.rowNumber - b.rowNumber);
}

function firstRows(rowCount: number, size: number): SampledRow[] {
  const count = Math.min(rowCount, size);
  return Array.from({ length: count }, (_, index) => ({
    rowNumber: index + 1,
    weight: rowCount / count,
    drawnAs: "first",
  }));
}

function stratifiedRows(rowCount: number, size: number, facts: RowFacts): SampledRow[] {
  const extremes = takeExtremes(Math.floor(size / 3), facts);
  const taken = new Set(extremes.map((row) => row.rowNumber));
  const typical = facts.scanned.filter((row) => !taken.has(row.rowNumber));
  const left = size - extremes.length;
  const chosen: (Scanned & Pick<SampledRow, "drawnAs">)[] = [];
  // One is left for a random row; many languages leave room for categories.
  const mayTake = { language: Math.ceil((left - 1) / 2), category: left - 1 };
  for (const kind of KINDS) {
    const room = Math.max(0, mayTake[kind] - chosen.length);
    for (const row of oneOfEach(typical, chosen, kind).slice(0, room)) chosen.push({ ...row, drawnAs: kind });
  }
  const numbers = new Set(chosen.map((row) => row.rowNumber));
  const rest = typical.filter((row) => !numbers.has(row.rowNumber)).slice(0, left - chosen.length);
  for (const row of rest) chosen.push({ ...row, drawnAs: "random" });
  const weights = weigh(chosen, typical, rowCount - extremes.length);
  const stoodFor = new Set<string>();
  const drawn = chosen.map((row, index): SampledRow => {
    const { rowNumber, drawnAs } = row;
    const drawnRow = { rowNumber, weight: weights[index] ?? 1, drawnAs };
    if (drawnAs === "random") return drawnRow;
    const drawnFor = KINDS.flatMap((kind) => {
      const column = facts.columns[kind];
      const value = row[kind];
      if (column === null || value === null || stoodFor.has(`${kind} ${value}`)) return [];
      stoodFor.add(`${kind} ${value}`);
      return [{ column, value }];
    });
    return { ...drawnRow, drawnFor };
  });
  return [...extremes, ...drawn];
}

function takeExtremes(limit: number, facts: RowFacts): SampledRow[] {
  const rows = new Map<number, SampledRow>();
  for (let rank = 0; rank < EXTREMES_PER_KIND; rank++) {
    for (const drawnAs of EXTREME_KINDS) {
      const rowNumber = facts[drawnAs][rank];
      if (rowNumber === undefined || rows.has(rowNumber) || rows.size >= limit) continue;
      rows.set(rowNumber, { rowNumber, weight: 1, drawnAs });
    }
  }
  return [...rows.values()];
}

type Scanned = RowFacts["scanned"][number];

// One row of each value that no chosen row has, those of the most rows first.
function oneOfEach(rows: readonly Scanned[], chosen: readonly Scanned[], kind: Kind): Scanned[] {
  const has = new Set(chosen.map((row) => row[kind]));
  const first = new Map<string, Scanned>();
  for (const row of rows) {
    const value = row[kind];
    if (value !== null && !has.has(value) && !first.has(value)) first.set(value, row);
  }
  const sizes = countByValue(rows, kind);
  return [...first.values()].sort((a, b) => (sizes.get(b[kind]) ?? 0) - (sizes.get(a[kind]) ?? 0));
}

const RAKING_ROUNDS = 20;

// Rows of one category share what that category makes up of the dataset, and so do those of one language: raking
// (Deming and Stephan 1940). Values that nobody in the sample stands for are shared among all.
function weigh(sample: readonly Scanned[], all: readonly Scanned[], standsFor: number): number[] {
  let weights = sample.map(() => standsFor / sample.length);
  for (let round = 0; round < RAKING_ROUNDS; round++) {
    for (const kind of KINDS) {
      const sizes = countByValue(all, kind);
      const values = new Set(sample.map((row) => row[kind]));
      const known = sum([...values].map((value) => sizes.get(value) ?? 0));
      const held = new Map<string | null, number>();
      sample.forEach((row, index) => {
        held.set(row[kind], (held.get(row[kind]) ?? 0) + (weights[index] ?? 0));
      });
      weights = sample.map((row, index) => {
        const share = (sizes.get(row[kind]) ?? 0) / known;
        return ((weights[index] ?? 0) / (held.get(row[kind]) ?? 1)) * share * standsFor;
      });
    }
  }
  return weights;
}

function countByValue(rows: readonly Scanned[], kind: Kind): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const row of rows) counts.set(row[kind], (counts.get(row[kind]) ?? 0) + 1);
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What is known of a column when a category is looked for. */
export interface ColumnFacts {
  name: string;
  type: string;
  filled: number;
  distinct: number;
  maxLength: number;
}

const MAX_VALUES = 40;
const CATEGORY_NAMES = /categor|类目|类别|品类|分类|department|\btype\b|country|国家|brand|品牌/i;
const LANGUAGE_NAMES = /^(lang(uage)?(_?code)?|locale|语言|语种)$/i;

/**
 * The column that sorts the rows into kinds: short texts, mostly filled, few different ones, a telling name
 * before any other. `null` when no column does.
 */
export function categoryColumn(columns: readonly ColumnFacts[], rowCount: number): string | null {
  const candidates = columns.filter(
    (column) => sorts(column, rowCount) && !LANGUAGE_NAMES.test(column.name.trim()),
  );
  const named = candidates.find((column) => CATEGORY_NAMES.test(column.name));
  return (named ?? candidates.sort((a, b) => a.distinct - b.distinct)[0])?.name ?? null;
}

/** The column that says what language each row is in, by its name. `null` when there is none. */
export function languageColumn(columns: readonly ColumnFacts[], rowCount: number): string | null {
  const named = columns.filter((column) => LANGUAGE_NAMES.test(column.name.trim()));
  return named.find((column) => sorts(column, rowCount))?.name ?? null;
}

function sorts(column: ColumnFacts, rowCount: number): boolean {
  return (
    column.type === "text" &&
    column.distinct >= 2 &&
    column.distinct <= Math.min(MAX_VALUES, rowCount / 2) &&
    column.maxLength <= 60 &&
    column.filled >= rowCount / 2
  );
}
