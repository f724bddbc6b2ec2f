import { seededRandom } from "#lib/seeded-random.ts";
import { randomRowNumbers } from "./random-row-numbers.ts";

export const SAMPLE_METHODS = ["first", "random", "stratified"] as const;

export type SampleMethod = (typeof SAMPLE_METHODS)[number];

/** A row of the sample: why it was taken, and how many rows of the dataset it stands for. */
export interface SampledRow {
  rowNumber: number;
  weight: number;
  drawnAs: DrawnAs;
}

export const DRAWN_AS = ["first", "random", "longest", "shortest", "emptiest", "category"] as const;

/** Why a row is in the sample. */
export type DrawnAs = (typeof DRAWN_AS)[number];

/** What a stratified sample needs to know of a dataset, however large: its extremes and a random part of it. */
export interface RowFacts {
  /** Row numbers, the most extreme first. */
  longest: number[];
  shortest: number[];
  emptiest: number[];
  /** Some thousand rows in random order, with their category where the dataset has such a column. */
  scanned: { rowNumber: number; category: string | null }[];
}

/** How many of each extreme `RowFacts` should hold: more are never taken. */
export const EXTREMES_PER_KIND = 3;

const EXTREME_KINDS = ["longest", "shortest", "emptiest"] as const;

/**
 * Draws the rows of a trial. The same dataset, size, method and seed give the same rows, in row order.
 * A stratified sample spends up to a third on extremes, which only stand for themselves, then takes one row of
 * each category, largest first, then random rows; those stand for all others, so a mean over the sample with
 * its weights is a mean of the dataset.
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
  const byCategory = oneOfEach(typical, size - extremes.length - 1);
  const rest = typical.filter((row) => !byCategory.includes(row));
  const random = rest.slice(0, size - extremes.length - byCategory.length);
  const weigh = categoryWeights([...byCategory, ...random], typical, rowCount - extremes.length);
  return [
    ...extremes,
    ...byCategory.map((row): SampledRow => ({ ...weigh(row), drawnAs: "category" })),
    ...random.map((row): SampledRow => ({ ...weigh(row), drawnAs: "random" })),
  ];
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

function oneOfEach(rows: readonly Scanned[], limit: number): Scanned[] {
  const firstByCategory = new Map<string, Scanned>();
  for (const row of rows) {
    if (row.category !== null && !firstByCategory.has(row.category)) firstByCategory.set(row.category, row);
  }
  const sizes = countByCategory(rows);
  const largestFirst = [...firstByCategory.values()].sort(
    (a, b) => (sizes.get(b.category) ?? 0) - (sizes.get(a.category) ?? 0),
  );
  return largestFirst.slice(0, Math.max(0, limit));
}

// Rows of one category share what that category makes up of the dataset (post-stratification); categories that
// nobody in the sample stands for are shared among all.
function categoryWeights(sample: readonly Scanned[], all: readonly Scanned[], standsFor: number) {
  const sizes = countByCategory(all);
  const sampled = countByCategory(sample);
  const raw = (row: Scanned) => (sizes.get(row.category) ?? 1) / (sampled.get(row.category) ?? 1);
  const sum = sample.reduce((total, row) => total + raw(row), 0);
  return (row: Scanned) => ({ rowNumber: row.rowNumber, weight: (raw(row) / sum) * standsFor });
}

function countByCategory(rows: readonly Scanned[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { category } of rows) counts.set(category, (counts.get(category) ?? 0) + 1);
  return counts;
}

/** What is known of a column when a category is looked for. */
export interface ColumnFacts {
  name: string;
  type: string;
  filled: number;
  distinct: number;
  maxLength: number;
}

const MAX_CATEGORIES = 40;
const CATEGORY_NAMES = /categor|类目|类别|品类|分类|department|\btype\b|country|国家|brand|品牌/i;

/**
 * The column that sorts the rows into kinds: short texts, mostly filled, few different ones, a telling name
 * before any other. `null` when no column does.
 */
export function categoryColumn(columns: readonly ColumnFacts[], rowCount: number): string | null {
  const candidates = columns.filter(
    (column) =>
      column.type === "text" &&
      column.distinct >= 2 &&
      column.distinct <= Math.min(MAX_CATEGORIES, rowCount / 2) &&
      column.maxLength <= 60 &&
      column.filled >= rowCount / 2,
  );
  const named = candidates.find((column) => CATEGORY_NAMES.test(column.name));
  return (named ?? candidates.sort((a, b) => a.distinct - b.distinct)[0])?.name ?? null;
}
