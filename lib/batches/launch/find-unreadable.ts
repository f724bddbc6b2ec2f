import type { Db } from "#db/client.ts";
import { readUnplainValues, type UnplainValue } from "#db/queries/batches/read-unplain-values.ts";
import { readInput } from "#lib/templates/input-value.ts";

const ROWS_AT_A_TIME = 20_000;

/**
 * How many of a dataset's first rows hold something in a column of numbers, or of pictures, that is none, and the first
 * such value; `null` for none. Values of unusual spelling are read in portions, so that memory does not grow with the
 * rows.
 */
export async function findUnreadable(
  tx: Db,
  datasetId: string,
  { type, columns, rowCount }: { type: "number" | "picture"; columns: readonly string[]; rowCount: number },
): Promise<{ rows: number; first: UnplainValue } | null> {
  if (columns.length === 0) return null;
  const wrong = new Set<number>();
  let first: UnplainValue | null = null;
  for (let afterRow = 0; afterRow < rowCount; afterRow += ROWS_AT_A_TIME) {
    const upTo = Math.min(afterRow + ROWS_AT_A_TIME, rowCount);
    for (const found of await readUnplainValues(tx, datasetId, { type, columns, afterRow, upTo })) {
      if (readInput({ type }, found.value) !== null) continue;
      first ??= found;
      wrong.add(found.rowNumber);
    }
  }
  return first && { rows: wrong.size, first };
}
