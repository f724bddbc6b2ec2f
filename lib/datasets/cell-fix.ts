import { z } from "zod";
import { MAX_CELL_CHARACTERS } from "./source-row.ts";

/** A fix is for the cells of one column that break one rule, and for no others: what fits is never touched. */
const fixedCells = {
  column: z.string(),
  rule: z.string(),
};

export const cellFixSchema = z.discriminatedUnion("do", [
  /** Every place of a text in the cell, by another text. */
  z.object({
    ...fixedCells,
    do: z.literal("replace"),
    find: z.string().min(1).max(1_000),
    by: z.string().max(1_000),
  }),
  /** The whole cell; an empty value empties it. */
  z.object({ ...fixedCells, do: z.literal("set"), value: z.string().max(10_000) }),
]);

export type CellFix = z.output<typeof cellFixSchema>;

/**
 * The value of a cell after the fixes for what is wrong with it, one after the other. A replacement that would make it
 * longer than a cell may be is not made.
 */
export function fixCell(
  value: string,
  { column, rule }: Pick<CellFix, "column" | "rule">,
  fixes: readonly CellFix[],
): string {
  return fixes
    .filter((fix) => fix.column === column && fix.rule === rule)
    .reduce((text, fix) => (fix.do === "set" ? fix.value : replaced(text, fix)), value);
}

function replaced(text: string, { find, by }: Extract<CellFix, { do: "replace" }>): string {
  const parts = text.split(find);
  const length = text.length + (parts.length - 1) * (by.length - find.length);
  return length > MAX_CELL_CHARACTERS ? text : parts.join(by);
}

/** Fixes as the API takes them. */
export const fixesInput = z
  .array(cellFixSchema)
  .max(200)
  .describe(
    "What is put right in cells of a column that break a rule; a cell that does not fit then stays as it is",
  );
