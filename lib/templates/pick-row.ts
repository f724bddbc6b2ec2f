import { isMissing } from "./input-value.ts";
import type { InputColumn } from "./template.ts";

export const ROW_PICKS = ["first", "random", "longest", "emptiest"] as const;

/** Which row of a dataset to show: the extremes are where templates break. */
export type RowPick = (typeof ROW_PICKS)[number];

/** Rows that are looked at for an extreme, spread evenly over a large dataset. */
export const ROWS_LOOKED_AT = 2_000;

/** The numbers of up to `count` rows, evenly spread from the first to the last. */
export function spreadRows(rowCount: number, count: number): number[] {
  if (rowCount <= count) return Array.from({ length: rowCount }, (_, index) => index + 1);
  const step = (rowCount - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => 1 + Math.round(index * step));
}

/** The row with the most text in the inputs, or the one that lacks most of them; the earlier of two alike. */
export function pickExtreme<Row extends { values: Record<string, string> }>(
  rows: Row[],
  pick: "longest" | "emptiest",
  inputs: Pick<InputColumn, "name">[],
): Row | null {
  let found: { row: Row; score: number } | null = null;
  for (const row of rows) {
    const texts = inputs.length > 0 ? inputs.map(({ name }) => row.values[name]) : Object.values(row.values);
    const length = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    const missing = texts.filter(isMissing).length;
    // Of rows that lack as many, the one with the least text is emptier.
    const score = pick === "longest" ? length : missing - length / 1e9;
    if (!found || score > found.score) found = { row, score };
  }
  return found?.row ?? null;
}
