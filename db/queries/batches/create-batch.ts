import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";

/** A batch with a place for its items, and nothing else: the cost of it does not depend on how many there are. */
export async function createBatch(tx: Db, batch: typeof batches.$inferInsert): Promise<void> {
  await tx.insert(batches).values(batch);
  await createItemsPartition((text) => tx.execute(sql.raw(text)), batch.id);
}

/** A place for the items of a batch. @param run a statement of the caller's transaction. */
export async function createItemsPartition(
  run: (statement: string) => PromiseLike<unknown>,
  batchId: string,
): Promise<void> {
  const partition = itemsPartitionOf(batchId);
  // Attached rather than created as a partition: that would wait for every reader of any batch's items.
  await run(`create table ${partition} (like batch_items including all)`);
  await run(`alter table batch_items attach partition ${partition} for values in ('${batchId}')`);
}

/** The table that holds the items of a batch alone. */
export function itemsPartitionOf(batchId: string): string {
  return `batch_items_${batchId.replaceAll("-", "")}`;
}
