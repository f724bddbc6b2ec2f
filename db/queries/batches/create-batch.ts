import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";

/** A batch with a place for its items, and nothing else: the cost of it does not depend on how many there are. */
export async function createBatch(tx: Db, batch: typeof batches.$inferInsert): Promise<void> {
  await tx.insert(batches).values(batch);
  const partition = sql.identifier(`batch_items_${batch.id.replaceAll("-", "")}`);
  // Attached rather than created as a partition: that would wait for every reader of any batch's items.
  await tx.execute(sql`create table ${partition} (like batch_items including all)`);
  await tx.execute(
    sql`alter table batch_items attach partition ${partition} for values in (${sql.raw(`'${batch.id}'`)})`,
  );
}
