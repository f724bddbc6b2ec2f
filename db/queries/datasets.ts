import { and, between, eq, inArray } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { datasetRows, datasets } from "#db/schema/datasets.ts";

const rowColumns = {
  rowNumber: datasetRows.rowNumber,
  sourceRow: datasetRows.sourceRow,
  values: datasetRows.values,
};

/** A dataset with its facts, archived or not; `null` when there is none of that id. */
export async function findDataset(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(datasets).where(eq(datasets.id, id));
  return found ?? null;
}

/** Rows `fromRow` to `toRow`, both included, numbered from 1, in order. Past the end there are none. */
export function readRows(tx: Db, datasetId: string, fromRow: number, toRow: number) {
  return tx
    .select(rowColumns)
    .from(datasetRows)
    .where(and(eq(datasetRows.datasetId, datasetId), between(datasetRows.rowNumber, fromRow, toRow)))
    .orderBy(datasetRows.rowNumber);
}

/** The rows of these numbers, in order of number; numbers that do not exist are left out. */
export async function readRowsByNumber(tx: Db, datasetId: string, rowNumbers: number[]) {
  if (rowNumbers.length === 0) return [];
  return tx
    .select(rowColumns)
    .from(datasetRows)
    .where(and(eq(datasetRows.datasetId, datasetId), inArray(datasetRows.rowNumber, rowNumbers)))
    .orderBy(datasetRows.rowNumber);
}
