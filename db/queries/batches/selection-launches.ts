import { eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batches, selectionLaunches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";

export type SelectionLaunchRow = typeof selectionLaunches.$inferSelect;

/** Keeps what a batch was asked for that waits for the rows of its selection. */
export async function insertSelectionLaunch(
  tx: Db,
  launch: Pick<SelectionLaunchRow, "batchId" | "selectionId" | "launch">,
): Promise<void> {
  await tx.insert(selectionLaunches).values(launch);
}

/** What a batch was asked for that waits for its rows, or came to nothing; `null` for any other. */
export async function findSelectionLaunch(tx: Db, batchId: string): Promise<SelectionLaunchRow | null> {
  const [found] = await tx.select().from(selectionLaunches).where(eq(selectionLaunches.batchId, batchId));
  return found ?? null;
}

/** Keeps why nothing is made of a batch that waited for its rows. */
export async function refuseSelectionLaunch(
  tx: Db,
  batchId: string,
  refusal: NonNullable<SelectionLaunchRow["refusal"]>,
): Promise<void> {
  await tx.update(selectionLaunches).set({ refusal }).where(eq(selectionLaunches.batchId, batchId));
}

/** Its batch waits no more. @returns whether it did until now. */
export async function forgetSelectionLaunch(tx: Db, batchId: string): Promise<boolean> {
  const gone = await tx
    .delete(selectionLaunches)
    .where(eq(selectionLaunches.batchId, batchId))
    .returning({ batchId: selectionLaunches.batchId });
  return gone.length > 0;
}

/** Of a batch that waits for its rows: how many are there. Of one that came to nothing: why. */
export interface KnownSelectionLaunch {
  rowsSoFar: number;
  refusal: SelectionLaunchRow["refusal"];
}

/** Which of these batches wait for their rows or came to nothing, by batch. */
export async function findSelectionLaunches(
  tx: Db,
  batchIds: string[],
): Promise<Map<string, KnownSelectionLaunch>> {
  if (batchIds.length === 0) return new Map();
  const rows = await tx
    .select({
      batchId: selectionLaunches.batchId,
      refusal: selectionLaunches.refusal,
      rowsSoFar: datasets.rowCount,
    })
    .from(selectionLaunches)
    .innerJoin(batches, eq(batches.id, selectionLaunches.batchId))
    .innerJoin(datasets, eq(datasets.id, batches.datasetId))
    .where(inArray(selectionLaunches.batchId, batchIds));
  return new Map(rows.map(({ batchId, ...known }) => [batchId, known]));
}
