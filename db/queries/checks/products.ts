import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { datasetRows } from "#db/schema/datasets.ts";

/** The keys by which rows of a dataset name their products, by row number; rows without one are missing. */
export async function readProducts(
  tx: Db,
  datasetId: string,
  rowNumbers: readonly number[],
): Promise<Map<number, string>> {
  if (rowNumbers.length === 0) return new Map();
  const rows = await tx
    .select({ rowNumber: datasetRows.rowNumber, key: datasetRows.searchKey })
    .from(datasetRows)
    .where(
      and(
        eq(datasetRows.datasetId, datasetId),
        inArray(datasetRows.rowNumber, [...rowNumbers]),
        isNotNull(datasetRows.searchKey),
      ),
    );
  return new Map(rows.flatMap(({ rowNumber, key }) => (key === null ? [] : [[rowNumber, key] as const])));
}
