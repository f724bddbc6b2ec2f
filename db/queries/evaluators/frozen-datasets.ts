import type { Db } from "#db/client.ts";
import { datasetRows, datasets } from "#db/schema/datasets.ts";

/** Adds a dataset that is ready and archived from the start: runs read it, no list shows it. */
export async function insertFrozenDataset(
  tx: Db,
  dataset: Pick<typeof datasets.$inferInsert, "id" | "name" | "keyColumn" | "columns" | "createdBy">,
  rows: readonly { rowNumber: number; values: Record<string, string> }[],
): Promise<void> {
  const now = new Date();
  await tx.insert(datasets).values({
    ...dataset,
    ...{ status: "ready", rowCount: rows.length, finishedAt: now, archivedAt: now },
  });
  await tx.insert(datasetRows).values(
    rows.map(({ rowNumber, values }) => ({
      ...{ datasetId: dataset.id, rowNumber, sourceRow: rowNumber, values },
    })),
  );
}
